import type { Asks } from '../../test/kit/authorization/scene.ts'
import { nothing } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                             nobody Cleo Vic Ben Ann Ada
GET    /api/users/me/export     401  200 200 200 200 200
`

export const requests: Asks = {
  'GET /api/users/me/export': nothing,
}
