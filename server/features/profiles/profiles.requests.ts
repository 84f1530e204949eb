import type { Asks, Filters } from '../../test/kit/authorization/scene.ts'
import { fromMail, nothing, somebody } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                                 nobody Cleo Vic Ben Ann Ada
GET    /api/admin/profiles          401  403 403 403 403 200
GET    /api/admin/profiles/{id}     401  403 403 403 403 200
GET    /api/profile                 401  200 200 200 200 200
PUT    /api/profile                 401  200 200 200 200 200
PATCH  /api/profile                 401  200 200 200 200 200
GET    /api/unsubscribe             200  200 200 200 200 200
POST   /api/unsubscribe             200  200 200 200 200 200
`

export const requests: Asks = {
  'GET /api/admin/profiles': nothing,
  'GET /api/admin/profiles/{id}': somebody(),
  'GET /api/profile': nothing,
  'PUT /api/profile': () => ({ body: { bio: 'Grows tomatoes.' } }),
  'PATCH /api/profile': () => ({ body: { bio: 'Grows beans.' } }),
  'GET /api/unsubscribe': fromMail,
  'POST /api/unsubscribe': fromMail,
}

export const filters: Filters = {
  'GET /api/admin/profiles': { ids: ['1,2'], user_id: ['1', '1001'], timezone: ['UTC'], locale: ['en', 'de'] },
}
