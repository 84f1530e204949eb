import type { Asks } from '../../test/kit/authorization/scene.ts'
import { nothing } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                           nobody Cleo Vic Ben Ann Ada
GET    /ws                    400  400 400 400 400 400
GET    /api/sync              401  200 200 200 200 200
GET    /api/events/stream     401  200 200 200 200 200
`

export const requests: Asks = {
  'GET /ws': nothing,
  'GET /api/events/stream': nothing,
  'GET /api/sync': nothing,
}
