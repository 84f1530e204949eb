import type { Asks, Filters } from '../../test/kit/authorization/scene.ts'
import { nothing } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                               nobody Cleo Vic Ben Ann Ada
GET    /api/admin/events          401  403 403 403 403 200
GET    /api/admin/events/{id}     401  403 403 403 403 200
`

export const requests: Asks = {
  'GET /api/admin/events': nothing,
  'GET /api/admin/events/{id}': () => ({ ids: [1] }),
}

export const filters: Filters = {
  'GET /api/admin/events': {
    type: ['task.updated', 'user.deleted'],
    actor: ['1', '1001'],
    subject: ['task:100001', 'user:1'],
    project: [':project', '1001'],
    happened_after: ['2000-01-01', '2050-01-01'],
    happened_before: ['2000-01-01', '2050-01-01'],
  },
}
