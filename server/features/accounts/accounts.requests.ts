import { type Asks, callerOf, type Filters, freshName } from '../../test/kit/authorization/scene.ts'
import {
  account,
  anAccount,
  asTwin,
  freshSession,
  mailedToken,
  nothing,
  sessionOf,
  sessionOfSomebody,
  somebody,
} from '../../test/kit/authorization/subjects.ts'
import { PASSWORD } from '../../test/kit/world.ts'

export const permissions = `
                                                  nobody Cleo Vic Ben Ann Ada
POST   /api/register                                 201  201 201 201 201 201
POST   /api/token                                    200  200 200 200 200 200
POST   /api/token/refresh                            200  200 200 200 200 200
POST   /api/token/verify                             200  200 200 200 200 200
POST   /api/token/revoke                             200  200 200 200 200 200
GET    /api/sessions                                 401  200 200 200 200 200
DELETE /api/sessions/{id}                            401  204 204 204 204 204
DELETE /api/sessions/{id}: Ann’s                     401  404 404 404 204 404
POST   /api/sessions/end-others                      401  200 200 200 200 200
POST   /api/password-reset                           202  202 202 202 202 202
POST   /api/password-reset/confirm                   204  204 204 204 204 204
POST   /api/email-confirmation                       401  202 202 202 202 202
POST   /api/email-confirmation/confirm               204  204 204 204 204 204
GET    /reset-password                               200  200 200 200 200 200
GET    /confirm-email                                200  200 200 200 200 200
GET    /api/users                                    401  403 403 403 403 200
POST   /api/users                                    401  403 403 403 403 201
GET    /api/admin/sessions                           401  403 403 403 403 200
GET    /api/admin/sessions/{id}                      401  403 403 403 403 200
DELETE /api/admin/sessions/{id}                      401  403 403 403 403 204
POST   /api/admin/users/import                       401  403 403 403 403 200
GET    /api/users/me                                 401  200 200 200 200 200
PUT    /api/users/me                                 401  200 200 200 200 200
PATCH  /api/users/me                                 401  200 200 200 200 200
PATCH  /api/users/me: to become an administrator     401  403 403 403 403 200
DELETE /api/users/me                                 401  204 204 204 204 204
GET    /api/users/{id}                               401  404 404 404 200 200
PUT    /api/users/{id}                               401  404 404 404 200 200
PATCH  /api/users/{id}                               401  404 404 404 200 200
PATCH  /api/users/{id}: to deactivate somebody       401  404 404 404 404 200
POST   /api/users/{id}/end-sessions                  401  403 403 403 403 200
POST   /api/users/{id}/send-password-reset           401  403 403 403 403 202
DELETE /api/users/{id}                               401  404 404 404 204 204
`

export const requests: Asks = {
  'POST /api/register': () => ({ body: account() }),
  'POST /api/token': () => ({ body: { username: 'ann', password: PASSWORD } }),
  'POST /api/token/refresh': async (scene) => ({ body: { refresh: (await freshSession(scene)).refresh } }),
  'POST /api/token/verify': ({ world }) => ({ body: { token: world.ann.token } }),
  'POST /api/token/revoke': async (scene) => {
    const session = await freshSession(scene)
    return { body: { refresh: session.refresh }, as: session }
  },
  'GET /api/sessions': nothing,
  'DELETE /api/sessions/{id}': (scene) => sessionOf(scene, callerOf(scene)),
  'DELETE /api/sessions/{id}: Ann’s': (scene) => sessionOf(scene, scene.world.ann),
  'POST /api/sessions/end-others': asTwin(),
  'POST /api/password-reset': () => ({ body: { username: freshName() } }),
  'POST /api/password-reset/confirm': async (scene) => {
    const token = await mailedToken('password_reset', scene)
    return { body: { token, password: 'another good one' } }
  },
  'POST /api/email-confirmation': nothing,
  'POST /api/email-confirmation/confirm': async (scene) => ({
    body: { token: await mailedToken('email_confirmation', scene) },
  }),
  'GET /reset-password': nothing,
  'GET /confirm-email': nothing,
  'GET /api/users': nothing,
  'POST /api/users': () => ({ body: account() }),
  'GET /api/admin/sessions': nothing,
  'GET /api/admin/sessions/{id}': sessionOfSomebody,
  'DELETE /api/admin/sessions/{id}': sessionOfSomebody,
  'POST /api/admin/users/import': () => ({
    body: `username,password\n${freshName()},${PASSWORD}\n`,
    headers: { 'content-type': 'text/csv' },
  }),
  'GET /api/users/me': nothing,
  'PUT /api/users/me': (scene) => asTwin({ username: freshName(), current_password: PASSWORD })(scene),
  'PATCH /api/users/me': (scene) => asTwin({ username: freshName() })(scene),
  'PATCH /api/users/me: to become an administrator': () => ({ body: { role: 'admin' } }),
  'DELETE /api/users/me': asTwin({ current_password: PASSWORD }),
  'GET /api/users/{id}': anAccount(),
  'PUT /api/users/{id}': (scene) => anAccount({ username: freshName(), current_password: PASSWORD })(scene),
  'PATCH /api/users/{id}': (scene) => anAccount({ username: freshName() })(scene),
  'PATCH /api/users/{id}: to deactivate somebody': somebody({ is_active: false }),
  'POST /api/users/{id}/end-sessions': somebody(),
  'POST /api/users/{id}/send-password-reset': somebody(),
  'DELETE /api/users/{id}': anAccount({ current_password: PASSWORD }),
}

export const filters: Filters = {
  'GET /api/users': { q: ['user', '5'], role: ['user', 'admin'], is_active: ['true', 'false'] },
  'GET /api/admin/sessions': {
    user_id: ['1', '1001'],
    is_open: ['true', 'false'],
    created_after: ['2050-01-01'],
    created_before: ['2000-01-01'],
  },
}
