import type { Asks, Filters } from '../../test/kit/authorization/scene.ts'
import { adminAction, nothing, someRows } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                                       nobody Cleo Vic Ben Ann Ada
GET    /api/admin/actions                 401  403 403 403 403 200
POST   /api/admin/actions                 401  403 403 403 403 202
GET    /api/admin/actions/{id}            401  403 403 403 403 200
POST   /api/admin/actions/{id}/cancel     401  403 403 403 403 200
`

export const requests: Asks = {
  'GET /api/admin/actions': nothing,
  'POST /api/admin/actions': () => ({ body: someRows }),
  'GET /api/admin/actions/{id}': adminAction,
  'POST /api/admin/actions/{id}/cancel': adminAction,
}

export const filters: Filters = {
  'GET /api/admin/actions': { state: ['waiting', 'running', 'done', 'cancelled', 'stopped'] },
}
