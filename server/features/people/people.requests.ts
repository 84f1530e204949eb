import type { Asks } from '../../test/kit/authorization/scene.ts'

export const permissions = `
                          nobody Cleo Vic Ben Ann Ada
GET    /api/people           401  200 200 200 200 200
GET    /api/people/{id}      401  200 200 200 200 200
`

export const requests: Asks = {
  'GET /api/people': () => ({ query: '?q=be' }),
  'GET /api/people/{id}': ({ world }) => ({ ids: [world.ben.id] }),
}
