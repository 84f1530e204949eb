import type { Asks, Filters } from '../../test/kit/authorization/scene.ts'
import { given, moved, nothing, ofAllUsers, ofProject, own, shared } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                                                  nobody Cleo Vic Ben Ann Ada
GET    /api/projects/{id}/tasks                      401  404 200 200 200 200
POST   /api/projects/{id}/tasks                      401  404 403 201 201 201
GET    /api/tasks                                    401  200 200 200 200 200
GET    /api/tasks: of all users                      401  403 403 403 403 200
GET    /api/tasks/counts                             401  200 200 200 200 200
GET    /api/tasks/history                            401  200 200 200 200 200
GET    /api/tasks/counts: of all users               401  403 403 403 403 200
POST   /api/tasks                                    401  201 201 201 201 201
POST   /api/tasks: of the project                    401  404 403 201 201 201
POST   /api/tasks/bulk                               401  404 403 200 200 200
GET    /api/tasks/{id}                               401  404 200 200 200 200
PUT    /api/tasks/{id}                               401  404 403 200 200 200
PATCH  /api/tasks/{id}                               401  404 403 200 200 200
DELETE /api/tasks/{id}                               401  404 403 204 204 204
POST   /api/tasks/{id}/complete                      401  404 403 200 200 200
POST   /api/tasks/{id}/reopen                        401  404 403 200 200 200
POST   /api/tasks/{id}/move                          401  404 403 200 200 200
GET    /api/tasks/{id}/activity                      401  404 200 200 200 200
GET    /api/tasks/{id}: Ann’s own                    401  404 404 404 200 200
PUT    /api/tasks/{id}: Ann’s own                    401  404 404 404 200 200
PATCH  /api/tasks/{id}: Ann’s own                    401  404 404 404 200 200
DELETE /api/tasks/{id}: Ann’s own                    401  404 404 404 204 204
POST   /api/tasks/{id}/complete: Ann’s own           401  404 404 404 200 200
POST   /api/tasks/{id}/reopen: Ann’s own             401  404 404 404 200 200
POST   /api/tasks/{id}/move: Ann’s own               401  404 404 404 200 200
GET    /api/tasks/{id}/activity: Ann’s own           401  404 404 404 200 200
PATCH  /api/tasks/{id}: assigned to Vic              401  404 200 200 200 200
POST   /api/tasks/{id}/complete: assigned to Vic     401  404 200 200 200 200
POST   /api/tasks/{id}/move: assigned to Vic         401  404 200 200 200 200
DELETE /api/tasks/{id}: assigned to Vic              401  404 403 204 204 204
`

export const requests: Asks = {
  'GET /api/projects/{id}/tasks': ofProject(),
  'POST /api/projects/{id}/tasks': ofProject({ title: 'New' }),
  'GET /api/tasks': nothing,
  'GET /api/tasks: of all users': ofAllUsers,
  'GET /api/tasks/counts': () => ({ query: '?group_by=status' }),
  'GET /api/tasks/history': nothing,
  'GET /api/tasks/counts: of all users': () => ({ query: '?group_by=due&scope=all' }),
  'POST /api/tasks': () => ({ body: { title: 'New' } }),
  'POST /api/tasks: of the project': ({ project }) => ({ body: { title: 'New', project } }),
  'POST /api/tasks/bulk': async (scene) => {
    const { ids = [] } = await shared()(scene)
    return { body: { operations: [{ op: 'complete', id: ids[0] }] } }
  },
  'GET /api/tasks/{id}': shared(),
  'PUT /api/tasks/{id}': async (scene) => shared({ title: 'Replaced', project: scene.project })(scene),
  'PATCH /api/tasks/{id}': shared({ title: 'Renamed' }),
  'DELETE /api/tasks/{id}': shared(),
  'POST /api/tasks/{id}/complete': shared(),
  'POST /api/tasks/{id}/reopen': shared(),
  'POST /api/tasks/{id}/move': moved(shared),
  'GET /api/tasks/{id}/activity': shared(),
  'GET /api/tasks/{id}: Ann’s own': own(),
  'PUT /api/tasks/{id}: Ann’s own': own({ title: 'Replaced' }),
  'PATCH /api/tasks/{id}: Ann’s own': own({ title: 'Renamed' }),
  'DELETE /api/tasks/{id}: Ann’s own': own(),
  'POST /api/tasks/{id}/complete: Ann’s own': own(),
  'POST /api/tasks/{id}/reopen: Ann’s own': own(),
  'POST /api/tasks/{id}/move: Ann’s own': moved(own),
  'GET /api/tasks/{id}/activity: Ann’s own': own(),
  'PATCH /api/tasks/{id}: assigned to Vic': given({ status: 'in_progress' }),
  'POST /api/tasks/{id}/complete: assigned to Vic': given(),
  'POST /api/tasks/{id}/move: assigned to Vic': moved(given),
  'DELETE /api/tasks/{id}: assigned to Vic': given(),
}

const TASK_FILTERS = {
  status: ['pending', 'pending,completed', 'incomplete'],
  priority: ['high', 'high,urgent'],
  category: [':category', 'none', ':category,none'],
  assigned_to: ['me', '1001', 'none', 'me,none'],
  created_by: ['me', '1001', 'me,1001'],
  due_before: ['2000-01-01'],
  due_after: ['2050-01-01'],
  start_before: ['2000-01-01'],
  start_after: ['2050-01-01'],
  completed_before: ['2000-01-01'],
  completed_after: ['2050-01-01'],
  updated_since: ['2050-01-01'],
  due: ['today', 'overdue,none', 'this_week,none'],
  overdue: ['true', 'false'],
  completed: ['true', 'false'],
  ids: ['1,2,999999'],
  q: [':common', ':rare', ':common :rare'],
}

export const filters: Filters = {
  'GET /api/tasks': {
    ...TASK_FILTERS,
    project: [':project', 'none', ':project,none', '1001,1002'],
    scope: ['all'],
    archived: ['true', 'false'],
  },
  'GET /api/projects/{id}/tasks': TASK_FILTERS,
  'GET /api/tasks/{id}/activity': {},
}
