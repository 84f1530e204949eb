import type { Asks } from '../../test/kit/authorization/scene.ts'
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
