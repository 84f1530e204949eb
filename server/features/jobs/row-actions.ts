import { Type } from 'typebox'
import type { RowActions } from '../../access/row-actions.ts'
import type { JobState as State } from '../../platform/queue/job-rows.ts'
import { discardJobIn, listJobIds, retryJobIn } from '../../platform/queue/jobs.ts'
import { refusal } from './errors.ts'
import { JobState } from './schema.ts'

export const jobActions: RowActions = {
  filter: { state: Type.Optional(JobState) },
  actions: {
    retry: {
      perform: async (tx, _viewer, id) => {
        if (!(await retryJobIn(tx, id))) throw await refusal(tx, id)
      },
    },
    discard: {
      perform: async (tx, _viewer, id) => {
        if (!(await discardJobIn(tx, id))) throw await refusal(tx, id)
      },
    },
  },
  listIds: (db, _viewer, { state }: { state?: State }, part) => listJobIds(db, state, part),
}
