import type { Asks } from '../../test/kit/authorization/scene.ts'
import { nothing } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                                  nobody Cleo Vic Ben Ann Ada
GET    /api/admin/overview           401  403 403 403 403 200
POST   /api/admin/overview/check     401  403 403 403 403 200
GET    /api/admin/configuration      401  403 403 403 403 200
POST   /api/admin/test-mail          401  403 403 403 403 200
`

export const requests: Asks = {
  'GET /api/admin/overview': nothing,
  'POST /api/admin/overview/check': nothing,
  'GET /api/admin/configuration': nothing,
  'POST /api/admin/test-mail': nothing,
}
