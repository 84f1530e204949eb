import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { before, test } from 'node:test'
import { clock } from '../../../platform/clock.ts'
import { setClock } from '../../../test/kit/clock.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { mailingApiOn, tokenIn } from '../../../test/kit/smtp/mailing-api.ts'
import { PASSWORD, type Person, register } from '../../../test/kit/world.ts'
import { hashToken } from '../random-tokens.ts'
import { changeAccount } from '../users/operator.ts'
import { findAccount } from '../users/queries.ts'

const NEW_PASSWORD = 'quite another one'

eachDatabase('Resetting a password', (database) => {
  const api = mailingApiOn(database)
  let ann: Person
  const ask = (body: object) => api.send('POST', '/api/password-reset', { body })
  const confirm = (token: string, password = NEW_PASSWORD) =>
    api.send('POST', '/api/password-reset/confirm', { body: { token, password } })
  const logIn = (username: string, password: string) => api.send('POST', '/api/token', { body: { username, password } })

  async function mailedToken(body: object): Promise<string> {
    equal((await ask(body)).status, 202)
    const mails = (await api.mails()).filter(({ subject }) => subject === 'Set a new password')
    equal(mails.length, 1)
    return tokenIn(mails[0], '/reset-password')
  }

  before(async () => {
    ann = await register(api, 'ann')
    await api.mails()
    await api.newEvents()
  })

  test('responds and records events identically, whether or not the account exists', async () => {
    await register(api, 'closed')
    const nameless = { username: 'nomail', password: PASSWORD }
    equal((await api.send('POST', '/api/register', { body: nameless })).status, 201)
    await api.db.updateTable('users').set({ deactivated_at: clock.now() }).where('username', '=', 'closed').execute()
    await api.mails()
    await api.newEvents()
    const responses = []
    for (const body of [
      { email: 'ann@example.com' },
      { email: 'nobody@example.com' },
      { username: 'nobody' },
      { username: 'closed' },
      { username: 'nomail' },
    ]) {
      const { status, body: said, headers } = await ask(body)
      responses.push({ status, said, headers: { ...headers, 'x-request-id': '', date: '' } })
      deepEqual(await api.newEvents(), ['user.password_reset_requested'])
    }
    for (const response of responses) deepEqual(response, responses[0])
    deepEqual(
      (await api.mails()).map(({ recipients }) => recipients),
      [['ann@example.com']],
    )
    await api.newEvents()
  })

  test('mails a link that sets the password, confirms the address and closes every session', async () => {
    const token = await mailedToken({ username: 'ANN' })
    await api.newEvents()
    equal((await confirm(token)).status, 204)
    deepEqual(await api.newEvents(), ['user.password_changed', 'user.email_confirmed', 'session.revoked'])
    equal((await ann.get('/api/users/me')).status, 401)
    equal((await api.send('POST', '/api/token/refresh', { body: { refresh: ann.refresh } })).status, 401)
    equal((await logIn('ann', PASSWORD)).status, 401)
    const { body } = await logIn('ann', NEW_PASSWORD)
    ok(body.user.email_confirmed_at)
    await api.newEvents()
  })

  test('succeeds once per link, even with two requests at once', async () => {
    const token = await mailedToken({ email: 'ann@example.com' })
    const responses = await Promise.all([confirm(token), confirm(token)])
    deepEqual(responses.map(({ status }) => status).sort(), [204, 400])
    const again = await confirm(token)
    deepEqual([again.status, again.body.code], [400, 'password_reset.token_invalid'])
  })

  test('stores only a hash of the token', async () => {
    const token = await mailedToken({ email: 'ann@example.com' })
    const stored = JSON.stringify([
      await api.db.selectFrom('mailed_tokens').selectAll().execute(),
      await api.db.selectFrom('events').selectAll().execute(),
      await api.db.selectFrom('jobs').selectAll().execute(),
      await api.db.selectFrom('deliveries').selectAll().execute(),
    ])
    ok(!stored.includes(token))
    ok(stored.includes(hashToken(token)))
    match(token, /^[\w-]{43}$/)
    equal((await confirm(hashToken(token))).status, 400)
    equal((await confirm(token)).status, 204)
  })

  test('refuses a weak password, after which the link is still valid', async () => {
    const token = await mailedToken({ email: 'ann@example.com' })
    const refused = await confirm(token, 'ann@example.com')
    deepEqual([refused.status, refused.body.code], [400, 'password.too_weak'])
    equal((await confirm(token)).status, 204)
  })

  test('expires after an hour', async (context) => {
    const token = await mailedToken({ email: 'ann@example.com' })
    const now = clock.millis()
    setClock(context, now + 3_601_000)
    equal((await confirm(token)).status, 400)
    setClock(context, now + 3_590_000)
    equal((await confirm(token)).status, 204)
  })

  test('is invalidated by another change of the password or the address', async () => {
    const first = await mailedToken({ email: 'ann@example.com' })
    const second = await mailedToken({ email: 'ann@example.com' })
    equal((await confirm(second)).status, 204)
    equal((await confirm(first)).status, 400)

    const third = await mailedToken({ email: 'ann@example.com' })
    const { body } = await logIn('ann', NEW_PASSWORD)
    const patch = { token: body.access, body: { email: 'ann@example.org', current_password: NEW_PASSWORD } }
    equal((await api.send('PATCH', '/api/users/me', patch)).status, 200)
    equal((await confirm(third)).status, 400)
  })

  test('refuses a link for an account that has been deactivated', async () => {
    const eve = await register(api, 'eve')
    await api.mails()
    const token = await mailedToken({ email: 'eve@example.com' })
    await api.db.updateTable('users').set({ deactivated_at: clock.now() }).where('id', '=', eve.id).execute()
    equal((await confirm(token)).status, 400)
  })

  test('requires a username or an email address', async () => {
    const { status, body } = await ask({})
    deepEqual([status, body.errors[0].pointer], [400, '/email'])
  })

  test('can be started by an administrator, with an error when no mail can be sent', async () => {
    const ada = await register(api, 'ada')
    const account = await findAccount(api.db, 'ada')
    if (account) await changeAccount(api.db, account, { role: 'admin' })
    const ben = await register(api, 'ben')
    await api.mails()
    await api.newEvents()
    const send = (id: number) => ada.post(`/api/users/${id}/send-password-reset`)
    equal((await send(ben.id)).status, 202)
    deepEqual(await api.newEvents(), ['user.password_reset_requested'])
    const [mail, ...others] = await api.mails()
    deepEqual([mail?.recipients, mail?.subject, others], [['ben@example.com'], 'Set a new password', []])
    equal((await logIn('ben', PASSWORD)).status, 200)
    equal((await confirm(tokenIn(mail, '/reset-password'))).status, 204)
    equal((await logIn('ben', NEW_PASSWORD)).status, 200)
    const { body: event } = await ada.get(`/api/admin/events?type=user.password_reset_requested`)
    equal(event.results[0].actor, ada.id)

    await ada.patch(`/api/users/${ben.id}`, { is_active: false })
    const refused = [await send(ben.id)]
    await ada.patch(`/api/users/${ben.id}`, { email: null })
    refused.push(await send(ben.id), await send(999_999))
    deepEqual(
      refused.map(({ status, body }) => [status, body.code]),
      [
        [409, 'user.deactivated'],
        [409, 'user.no_email'],
        [404, 'user.not_found'],
      ],
    )
  })
})
