/**
 * The permissions: for each route, the status that each caller gets. The resource is in Ann's project, which Ben edits
 * and Vic views, or is Ann’s own account; Cleo is an outsider and Ada an administrator. A suffix after a colon is
 * another case of the same route.
 */
const TABLE = `
                                                nobody Cleo Vic Ben Ann Ada
GET    /                                           200  200 200 200 200 200
GET    /health                                     200  200 200 200 200 200
GET    /health/ready                               200  200 200 200 200 200
GET    /api                                        200  200 200 200 200 200
GET    /api/schema                                 200  200 200 200 200 200
GET    /metrics                                    200  200 200 200 200 200
GET    /ws                                         400  400 400 400 400 400
GET    /api/sync                                   401  200 200 200 200 200
GET    /api/events/stream                          401  200 200 200 200 200

POST   /api/register                               201  201 201 201 201 201
POST   /api/token                                  200  200 200 200 200 200
POST   /api/token/refresh                          200  200 200 200 200 200
POST   /api/token/verify                           200  200 200 200 200 200
POST   /api/token/revoke                           200  200 200 200 200 200
GET    /api/sessions                               401  200 200 200 200 200
DELETE /api/sessions/{id}                          401  204 204 204 204 204
DELETE /api/sessions/{id}: Ann’s                   401  404 404 404 204 404
POST   /api/sessions/end-others                    401  200 200 200 200 200
POST   /api/password-reset                         202  202 202 202 202 202
POST   /api/password-reset/confirm                 204  204 204 204 204 204
POST   /api/email-confirmation                     401  202 202 202 202 202
POST   /api/email-confirmation/confirm             204  204 204 204 204 204
GET    /reset-password                             200  200 200 200 200 200
GET    /confirm-email                              200  200 200 200 200 200

GET    /api/users                                  401  403 403 403 403 200
POST   /api/users                                  401  403 403 403 403 201
GET    /api/admin/overview                         401  403 403 403 403 200
POST   /api/admin/overview/check                   401  403 403 403 403 200
GET    /api/admin/configuration                    401  403 403 403 403 200
POST   /api/admin/test-mail                        401  403 403 403 403 200
GET    /api/admin/jobs                             401  403 403 403 403 200
GET    /api/admin/jobs/{id}                        401  403 403 403 403 200
POST   /api/admin/jobs/{id}/retry                  401  403 403 403 403 200
DELETE /api/admin/jobs/{id}                        401  403 403 403 403 204
GET    /api/admin/actions                          401  403 403 403 403 200
POST   /api/admin/actions                          401  403 403 403 403 202
GET    /api/admin/actions/{id}                     401  403 403 403 403 200
POST   /api/admin/actions/{id}/cancel              401  403 403 403 403 200
GET    /api/admin/events                           401  403 403 403 403 200
GET    /api/admin/events/{id}                      401  403 403 403 403 200
GET    /api/admin/sessions                         401  403 403 403 403 200
GET    /api/admin/sessions/{id}                    401  403 403 403 403 200
DELETE /api/admin/sessions/{id}                    401  403 403 403 403 204
GET    /api/admin/reminders                        401  403 403 403 403 200
GET    /api/admin/reminders/{id}                   401  403 403 403 403 200
DELETE /api/admin/reminders/{id}                   401  403 403 403 403 204
GET    /api/admin/profiles                         401  403 403 403 403 200
GET    /api/admin/profiles/{id}                    401  403 403 403 403 200
GET    /api/admin/recurring-jobs                   401  403 403 403 403 200
GET    /api/admin/recurring-jobs/{name}            401  403 403 403 403 200
GET    /api/admin/backups                          401  403 403 403 403 200
GET    /api/admin/backups/{id}                     401  403 403 403 403 200
GET    /api/admin/imports                          401  403 403 403 403 200
GET    /api/admin/imports/{name}                   401  403 403 403 403 200
POST   /api/admin/users/import                     401  403 403 403 403 200

GET    /api/users/me                               401  200 200 200 200 200
GET    /api/users/me/export                        401  200 200 200 200 200
PUT    /api/users/me                               401  200 200 200 200 200
PATCH  /api/users/me                               401  200 200 200 200 200
PATCH  /api/users/me: to become an administrator   401  403 403 403 403 200
DELETE /api/users/me                               401  204 204 204 204 204
GET    /api/users/{id}                             401  404 404 404 200 200
PUT    /api/users/{id}                             401  404 404 404 200 200
PATCH  /api/users/{id}                             401  404 404 404 200 200
PATCH  /api/users/{id}: to deactivate somebody     401  404 404 404 404 200
POST   /api/users/{id}/end-sessions                401  403 403 403 403 200
POST   /api/users/{id}/send-password-reset         401  403 403 403 403 202
DELETE /api/users/{id}                             401  404 404 404 204 204

GET    /api/profile                                401  200 200 200 200 200
PUT    /api/profile                                401  200 200 200 200 200
PATCH  /api/profile                                401  200 200 200 200 200
GET    /api/unsubscribe                            200  200 200 200 200 200
POST   /api/unsubscribe                            200  200 200 200 200 200

GET    /api/people                                 401  200 200 200 200 200
GET    /api/people/{id}                            401  200 200 200 200 200

GET    /api/projects                               401  200 200 200 200 200
GET    /api/projects: of all users                 401  403 403 403 403 200
POST   /api/projects                               401  201 201 201 201 201
GET    /api/projects/{id}                          401  404 200 200 200 200
PUT    /api/projects/{id}                          401  404 403 200 200 200
PATCH  /api/projects/{id}                          401  404 403 200 200 200
DELETE /api/projects/{id}                          401  404 403 403 204 204
GET    /api/projects/{id}/activity                 401  404 200 200 200 200
GET    /api/projects/{id}/members                  401  404 200 200 200 200
POST   /api/projects/{id}/members                  401  404 403 403 201 201
GET    /api/projects/{id}/members/{userId}         401  404 200 200 200 200
PATCH  /api/projects/{id}/members/{userId}         401  404 403 403 200 200
DELETE /api/projects/{id}/members/{userId}         401  404 403 403 204 204
DELETE /api/projects/{id}/members/{userId}: oneself 401 404 204 204 409 404
GET    /api/projects/{id}/tasks                    401  404 200 200 200 200
POST   /api/projects/{id}/tasks                    401  404 403 201 201 201

GET    /api/categories                             401  200 200 200 200 200
GET    /api/categories: of all users                401  403 403 403 403 200
POST   /api/categories                             401  201 201 201 201 201
POST   /api/categories: of the project             401  404 403 201 201 201
GET    /api/categories/{id}                        401  404 200 200 200 200
PUT    /api/categories/{id}                        401  404 403 200 200 200
PATCH  /api/categories/{id}                        401  404 403 200 200 200
DELETE /api/categories/{id}                        401  404 403 204 204 204
GET    /api/categories/{id}: Ann’s own             401  404 404 404 200 200
PATCH  /api/categories/{id}: Ann’s own             401  404 404 404 200 200
DELETE /api/categories/{id}: Ann’s own             401  404 404 404 204 204

GET    /api/tasks                                  401  200 200 200 200 200
GET    /api/tasks: of all users                    401  403 403 403 403 200
GET    /api/tasks/counts                           401  200 200 200 200 200
GET    /api/tasks/history                          401  200 200 200 200 200
GET    /api/tasks/counts: of all users              401  403 403 403 403 200
POST   /api/tasks                                  401  201 201 201 201 201
POST   /api/tasks: of the project                  401  404 403 201 201 201
POST   /api/tasks/bulk                             401  404 403 200 200 200
GET    /api/tasks/{id}                             401  404 200 200 200 200
PUT    /api/tasks/{id}                             401  404 403 200 200 200
PATCH  /api/tasks/{id}                             401  404 403 200 200 200
DELETE /api/tasks/{id}                             401  404 403 204 204 204
POST   /api/tasks/{id}/complete                    401  404 403 200 200 200
POST   /api/tasks/{id}/reopen                      401  404 403 200 200 200
POST   /api/tasks/{id}/move                        401  404 403 200 200 200
GET    /api/tasks/{id}/activity                    401  404 200 200 200 200
GET    /api/tasks/{id}: Ann’s own                  401  404 404 404 200 200
PUT    /api/tasks/{id}: Ann’s own                  401  404 404 404 200 200
PATCH  /api/tasks/{id}: Ann’s own                  401  404 404 404 200 200
DELETE /api/tasks/{id}: Ann’s own                  401  404 404 404 204 204
POST   /api/tasks/{id}/complete: Ann’s own         401  404 404 404 200 200
POST   /api/tasks/{id}/reopen: Ann’s own           401  404 404 404 200 200
POST   /api/tasks/{id}/move: Ann’s own             401  404 404 404 200 200
GET    /api/tasks/{id}/activity: Ann’s own         401  404 404 404 200 200
PATCH  /api/tasks/{id}: assigned to Vic            401  404 200 200 200 200
POST   /api/tasks/{id}/complete: assigned to Vic   401  404 200 200 200 200
POST   /api/tasks/{id}/move: assigned to Vic       401  404 200 200 200 200
DELETE /api/tasks/{id}: assigned to Vic            401  404 403 204 204 204

GET    /api/tasks/{id}/reminders                   401  404 200 200 200 200
POST   /api/tasks/{id}/reminders                   401  404 201 201 201 201
GET    /api/tasks/{id}/reminders/{reminderId}      401  404 200 200 200 200
PATCH  /api/tasks/{id}/reminders/{reminderId}      401  404 200 200 200 200
DELETE /api/tasks/{id}/reminders/{reminderId}      401  404 204 204 204 204
GET    /api/tasks/{id}/reminders/{reminderId}: Ann’s own 401 404 404 404 200 404
PATCH  /api/tasks/{id}/reminders/{reminderId}: Ann’s own 401 404 404 404 200 404
DELETE /api/tasks/{id}/reminders/{reminderId}: Ann’s own 401 404 404 404 204 404
`

export const CALLERS = ['nobody', 'cleo', 'vic', 'ben', 'ann', 'ada'] as const
export type Caller = (typeof CALLERS)[number]

/** `route` is as in the contract, `title` includes the suffix. */
export type Row = { title: string; route: string; expected: Record<Caller, number> }

export const rows: readonly Row[] = TABLE.split('\n')
  .filter((line) => /^[A-Z]/.test(line))
  .map(rowFrom)

function rowFrom(line: string): Row {
  const [, method, path, variant = '', statuses = ''] = /^(\w+) +(\S+?)(:.*?)? +((?:\d{3} *)+)$/.exec(line) ?? []
  const numbers = statuses.trim().split(/ +/).map(Number)
  if (!path || numbers.length !== CALLERS.length) throw new Error(`this row is not whole: ${line}`)
  const expected = Object.fromEntries(CALLERS.map((caller, index) => [caller, numbers[index]]))
  return { title: `${method} ${path}${variant}`, route: `${method} ${path}`, expected: expected as Row['expected'] }
}
