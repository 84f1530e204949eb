import type { RowActions } from '../../access/row-actions.ts'
import { discardJobIn, type JobFilter, listJobIds, retryJobIn } from '../../platform/queue/jobs.ts'
import { refusal } from './errors.ts'
import { jobFilter } from './schema.ts'

export const jobActions: RowActions = {
  filter: jobFilter,
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
  listIds: (db, _viewer, filter: JobFilter, part) => listJobIds(db, filter, part),
}
