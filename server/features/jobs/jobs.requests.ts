import type { Asks, Filters } from '../../test/kit/authorization/scene.ts'
import { nothing, recurringJob, waitingJob } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                                         nobody Cleo Vic Ben Ann Ada
GET    /api/admin/jobs                      401  403 403 403 403 200
GET    /api/admin/jobs/{id}                 401  403 403 403 403 200
POST   /api/admin/jobs/{id}/retry           401  403 403 403 403 200
DELETE /api/admin/jobs/{id}                 401  403 403 403 403 204
GET    /api/admin/recurring-jobs            401  403 403 403 403 200
GET    /api/admin/recurring-jobs/{name}     401  403 403 403 403 200
`

export const requests: Asks = {
  'GET /api/admin/jobs': nothing,
  'GET /api/admin/jobs/{id}': waitingJob,
  'POST /api/admin/jobs/{id}/retry': waitingJob,
  'DELETE /api/admin/jobs/{id}': waitingJob,
  'GET /api/admin/recurring-jobs': nothing,
  'GET /api/admin/recurring-jobs/{name}': recurringJob,
}

export const filters: Filters = {
  'GET /api/admin/jobs': { state: ['waiting', 'running', 'done', 'dead'], name: ['notifications.mail-assignee'] },
}
