import type { Asks } from '../../test/kit/authorization/scene.ts'
import { nothing } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                          nobody Cleo Vic Ben Ann Ada
GET    /                     200  200 200 200 200 200
GET    /health               200  200 200 200 200 200
GET    /health/ready         200  200 200 200 200 200
GET    /api                  200  200 200 200 200 200
GET    /api/schema           200  200 200 200 200 200
GET    /metrics              200  200 200 200 200 200
`

export const requests: Asks = {
  'GET /': nothing,
  'GET /health': nothing,
  'GET /health/ready': nothing,
  'GET /api': nothing,
  'GET /api/schema': nothing,
  'GET /metrics': nothing,
}
