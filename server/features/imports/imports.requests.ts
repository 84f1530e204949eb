import type { Asks } from '../../test/kit/authorization/scene.ts'
import { imported, nothing } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                                  nobody Cleo Vic Ben Ann Ada
GET    /api/admin/imports            401  403 403 403 403 200
GET    /api/admin/imports/{name}     401  403 403 403 403 200
`

export const requests: Asks = {
  'GET /api/admin/imports': nothing,
  'GET /api/admin/imports/{name}': imported,
}
