import type { RowActions } from '../../access/row-actions.ts'
import { type JobFilter, listJobIds } from '../../platform/queue/jobs.ts'
import { jobFilter } from './schema.ts'
import { discardJob, retryJob } from './service.ts'

export const jobActions: RowActions = {
  filter: jobFilter,
  actions: {
    retry: { perform: retryJob },
    discard: { perform: discardJob },
  },
  listIds: (db, _viewer, filter: JobFilter, part) => listJobIds(db, filter, part),
}
