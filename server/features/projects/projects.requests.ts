import { type Asks, callerOf, type Filters, freshName } from '../../test/kit/authorization/scene.ts'
import { member, nothing, ofAllUsers, ofProject } from '../../test/kit/authorization/subjects.ts'
import { register } from '../../test/kit/world.ts'

export const permissions = `
                                                     nobody Cleo Vic Ben Ann Ada
GET    /api/projects                                    401  200 200 200 200 200
GET    /api/projects: of all users                      401  403 403 403 403 200
POST   /api/projects                                    401  201 201 201 201 201
GET    /api/projects/{id}                               401  404 200 200 200 200
PUT    /api/projects/{id}                               401  404 403 200 200 200
PATCH  /api/projects/{id}                               401  404 403 200 200 200
DELETE /api/projects/{id}                               401  404 403 403 204 204
GET    /api/projects/{id}/activity                      401  404 200 200 200 200
GET    /api/projects/{id}/members                       401  404 200 200 200 200
POST   /api/projects/{id}/members                       401  404 403 403 201 201
GET    /api/projects/{id}/members/{userId}              401  404 200 200 200 200
PATCH  /api/projects/{id}/members/{userId}              401  404 403 403 200 200
DELETE /api/projects/{id}/members/{userId}              401  404 403 403 204 204
DELETE /api/projects/{id}/members/{userId}: oneself     401  404 204 204 409 404
`

export const requests: Asks = {
  'GET /api/projects': nothing,
  'GET /api/projects: of all users': ofAllUsers,
  'POST /api/projects': () => ({ body: { name: 'New' } }),
  'GET /api/projects/{id}': ofProject(),
  'PUT /api/projects/{id}': ofProject({ name: 'Renamed' }),
  'PATCH /api/projects/{id}': ofProject({ archived: true }),
  'DELETE /api/projects/{id}': ofProject(),
  'GET /api/projects/{id}/activity': ofProject(),
  'GET /api/projects/{id}/members': ofProject(),
  'POST /api/projects/{id}/members': async ({ api, project }) => {
    const { name } = await register(api, freshName())
    return { ids: [project], body: { username: name } }
  },
  'GET /api/projects/{id}/members/{userId}': member(),
  'PATCH /api/projects/{id}/members/{userId}': member({ role: 'editor' }),
  'DELETE /api/projects/{id}/members/{userId}': member(),
  'DELETE /api/projects/{id}/members/{userId}: oneself': (scene) => ({ ids: [scene.project, callerOf(scene).id] }),
}

export const filters: Filters = {
  'GET /api/projects': { ids: ['1,2'], archived: ['true', 'false', 'all'], scope: ['all'] },
  'GET /api/projects/{id}/members': {},
  'GET /api/projects/{id}/activity': {},
}
