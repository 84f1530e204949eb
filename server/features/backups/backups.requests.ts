import type { Asks } from '../../test/kit/authorization/scene.ts'
import { backup, nothing } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                                nobody Cleo Vic Ben Ann Ada
GET    /api/admin/backups          401  403 403 403 403 200
GET    /api/admin/backups/{id}     401  403 403 403 403 200
`

export const requests: Asks = {
  'GET /api/admin/backups': nothing,
  'GET /api/admin/backups/{id}': backup,
}
