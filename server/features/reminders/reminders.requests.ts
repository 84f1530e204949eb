import type { Asks, Filters } from '../../test/kit/authorization/scene.ts'
import { nothing, reminder, reminderOfSomebody, remindersOfAnn, shared } from '../../test/kit/authorization/subjects.ts'

export const permissions = `
                                                          nobody Cleo Vic Ben Ann Ada
GET    /api/admin/reminders                                  401  403 403 403 403 200
GET    /api/admin/reminders/{id}                             401  403 403 403 403 200
DELETE /api/admin/reminders/{id}                             401  403 403 403 403 204
GET    /api/tasks/{id}/reminders                             401  404 200 200 200 200
POST   /api/tasks/{id}/reminders                             401  404 201 201 201 201
GET    /api/tasks/{id}/reminders/{reminderId}                401  404 200 200 200 200
PATCH  /api/tasks/{id}/reminders/{reminderId}                401  404 200 200 200 200
DELETE /api/tasks/{id}/reminders/{reminderId}                401  404 204 204 204 204
GET    /api/tasks/{id}/reminders/{reminderId}: Ann’s own     401  404 404 404 200 404
PATCH  /api/tasks/{id}/reminders/{reminderId}: Ann’s own     401  404 404 404 200 404
DELETE /api/tasks/{id}/reminders/{reminderId}: Ann’s own     401  404 404 404 204 404
`

export const requests: Asks = {
  'GET /api/admin/reminders': nothing,
  'GET /api/admin/reminders/{id}': reminderOfSomebody,
  'DELETE /api/admin/reminders/{id}': reminderOfSomebody,
  'GET /api/tasks/{id}/reminders': shared(),
  'POST /api/tasks/{id}/reminders': shared({ before: 'PT30M' }),
  'GET /api/tasks/{id}/reminders/{reminderId}': reminder(),
  'PATCH /api/tasks/{id}/reminders/{reminderId}': reminder({ before: 'P1D' }),
  'DELETE /api/tasks/{id}/reminders/{reminderId}': reminder(),
  'GET /api/tasks/{id}/reminders/{reminderId}: Ann’s own': remindersOfAnn(),
  'PATCH /api/tasks/{id}/reminders/{reminderId}: Ann’s own': remindersOfAnn({ before: 'P1D' }),
  'DELETE /api/tasks/{id}/reminders/{reminderId}: Ann’s own': remindersOfAnn(),
}

export const filters: Filters = {
  'GET /api/admin/reminders': {
    user_id: ['1'],
    task: ['100001'],
    has_fired: ['true', 'false'],
    created_after: ['2050-01-01'],
    created_before: ['2000-01-01'],
  },
}
