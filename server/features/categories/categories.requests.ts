import { type Asks, type Filters, freshName } from '../../test/kit/authorization/scene.ts'
import { category, nothing, ofAllUsers, ownCategory } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                                        nobody Cleo Vic Ben Ann Ada
GET    /api/categories                     401  200 200 200 200 200
GET    /api/categories: of all users       401  403 403 403 403 200
POST   /api/categories                     401  201 201 201 201 201
POST   /api/categories: of the project     401  404 403 201 201 201
GET    /api/categories/{id}                401  404 200 200 200 200
PUT    /api/categories/{id}                401  404 403 200 200 200
PATCH  /api/categories/{id}                401  404 403 200 200 200
DELETE /api/categories/{id}                401  404 403 204 204 204
GET    /api/categories/{id}: Ann’s own     401  404 404 404 200 200
PATCH  /api/categories/{id}: Ann’s own     401  404 404 404 200 200
DELETE /api/categories/{id}: Ann’s own     401  404 404 404 204 204
`

export const requests: Asks = {
  'GET /api/categories': nothing,
  'GET /api/categories: of all users': ofAllUsers,
  'POST /api/categories': () => ({ body: { name: freshName() } }),
  'POST /api/categories: of the project': ({ project }) => ({ body: { name: 'New', project } }),
  'GET /api/categories/{id}': category(),
  'PUT /api/categories/{id}': category({ name: 'Renamed' }),
  'PATCH /api/categories/{id}': category({ color: '#3b82f6' }),
  'DELETE /api/categories/{id}': category(),
  'GET /api/categories/{id}: Ann’s own': ownCategory(),
  'PATCH /api/categories/{id}: Ann’s own': ownCategory({ color: '#3b82f6' }),
  'DELETE /api/categories/{id}: Ann’s own': ownCategory(),
}

export const filters: Filters = {
  'GET /api/categories': { ids: ['1,2'], project: [':project', 'none'], scope: ['all'] },
}
