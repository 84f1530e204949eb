import { deepEqual, equal } from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { clock } from '../platform/clock.ts'
import { transaction } from '../platform/database/transaction.ts'
import { apiOn } from '../test/kit/api.ts'
import { setClock } from '../test/kit/clock.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { elapse } from '../test/kit/until.ts'
import { PASSWORD, type Person, register, worldOf } from '../test/kit/world.ts'
import { accessTokens } from './access-tokens.ts'

eachDatabase('A request', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('without a token gets a challenge that names the scheme', async () => {
    const { status, headers, body } = await api.send('GET', '/api/tasks')
    deepEqual([status, body.code], [401, 'token.missing'])
    equal(headers['www-authenticate'], 'Bearer realm="docket"')
  })

  test('with an invalid token gets a challenge with the error invalid_token', async () => {
    const foreign = accessTokens('a secret of somebody else, 32 bytes long', 60_000).sign(world.ann.id, 1)
    for (const authorization of [
      'Bearer',
      'Bearer ',
      'bearer x',
      `Bearer ${world.ann.refresh}`,
      `Bearer ${foreign}`,
      `Bearer ${world.ann.token} ${world.ann.token}`,
    ]) {
      const { status, headers, body } = await api.send('GET', '/api/tasks', { headers: { authorization } })
      deepEqual([status, body.code], [401, 'token.invalid'], authorization)
      equal(headers['www-authenticate'], 'Bearer realm="docket", error="invalid_token"')
    }
  })

  test('with credentials of another scheme gets a challenge without an error (RFC 6750, 3.1)', async () => {
    for (const authorization of [
      `Basic ${Buffer.from(`ann:${PASSWORD}`).toString('base64')}`,
      'Digest username="ann"',
      `Token ${world.ann.token}`,
      `BearerToken ${world.ann.token}`,
      world.ann.token,
    ]) {
      const { status, headers, body } = await api.send('GET', '/api/tasks', { headers: { authorization } })
      deepEqual([status, body.code], [401, 'token.missing'], authorization)
      equal(headers['www-authenticate'], 'Bearer realm="docket"')
    }
  })

  test('without a bearer token gets a challenge without an error, whatever else was refused', async () => {
    const basic = { authorization: 'Basic YTpi' }
    for (const headers of [{}, basic]) {
      for (const [url, body] of [
        ['/api/token', { username: 'ann', password: 'not her password' }],
        ['/api/token/refresh', { refresh: 'unknown' }],
        ['/api/token/verify', { token: 'unknown' }],
        ['/api/token/revoke', {}],
      ] as const) {
        const response = await api.send('POST', url, { body, headers })
        deepEqual([response.status, response.headers['www-authenticate']], [401, 'Bearer realm="docket"'], url)
      }
    }
    const login = { username: 'ann', password: 'not her password' }
    const { headers } = await api.send('POST', '/api/token', { body: login, token: world.ann.token })
    equal(headers['www-authenticate'], 'Bearer realm="docket"')
  })

  test('with a valid token is accepted, in every spelling of the scheme', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER ']) {
      const headers = { authorization: `${scheme} ${world.ann.token}` }
      equal((await api.send('GET', '/api/tasks', { headers })).status, 200)
    }
  })

  test('with the session of one user and the id of another is unauthenticated', async () => {
    const session = await api.db
      .selectFrom('sessions')
      .select('id')
      .where('user_id', '=', world.ann.id)
      .executeTakeFirst()
    const mixed = accessTokens(api.jwtSecret, 60_000).sign(world.ben.id, session!.id)
    equal((await api.send('GET', '/api/tasks', { token: mixed })).status, 401)
  })

  for (const [what, end] of Object.entries<(person: Person) => Promise<{ status: number }>>({
    deactivated: ({ id }) => world.ada.patch(`/api/users/${id}`, { is_active: false }),
    deleted: ({ id }) => world.ada.delete(`/api/users/${id}`),
    'given another password by an administrator': ({ id }) =>
      world.ada.patch(`/api/users/${id}`, { password: 'a brand new one' }),
  })) {
    test(`of a user who was ${what} is refused at once, with either token`, async () => {
      const person = await register(api, `out-${what.slice(0, 5).trim()}`)
      equal((await end(person)).status < 300, true)
      equal((await person.get('/api/tasks')).status, 401)
      equal((await api.send('POST', '/api/token/verify', { body: { token: person.token } })).status, 401)
      equal((await api.send('POST', '/api/token/refresh', { body: { refresh: person.refresh } })).status, 401)
    })
  }

  test('for a deactivated account is refused, even if a session was left open', async () => {
    const person = await register(api, 'leftover')
    await transaction(api.db, (tx) =>
      tx.updateTable('users').set({ deactivated_at: clock.now() }).where('id', '=', person.id).execute(),
    )
    equal((await person.get('/api/tasks')).status, 401)
    equal((await api.send('POST', '/api/token/refresh', { body: { refresh: person.refresh } })).status, 401)
  })

  test('after a reactivation needs a new login', async () => {
    const person = await register(api, 'returning')
    await world.ada.patch(`/api/users/${person.id}`, { is_active: false })
    equal((await world.ada.patch(`/api/users/${person.id}`, { is_active: true })).body.is_active, true)
    equal((await person.get('/api/tasks')).status, 401)
    const body = { username: 'returning', password: PASSWORD }
    equal((await api.send('POST', '/api/token', { body })).status, 200)
  })

  test('right after a demotion has only the new role', async () => {
    const person = await register(api, 'former')
    await world.ada.patch(`/api/users/${person.id}`, { role: 'admin' })
    equal((await person.get('/api/users')).status, 200)
    await world.ada.patch(`/api/users/${person.id}`, { role: 'user' })
    equal((await person.get('/api/users')).status, 403)
  })

  type Held = { method: 'POST' | 'PATCH'; url: string; body: object }

  /** Sends the headers of a request, and its body once `meanwhile` is done. */
  async function heldBack({ token }: Person, { method, url, body }: Held, meanwhile: () => Promise<unknown>) {
    async function* late() {
      // The server authenticates the headers meanwhile.
      await elapse(150)
      await meanwhile()
      yield Buffer.from(JSON.stringify(body))
    }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return (await api.server.inject({ method, url, headers, payload: Readable.from(late()) })).statusCode
  }

  test('with a delayed body has only the permissions that are left when the body arrives', async () => {
    const { ann, ada, project } = world
    const editor = await register(api, 'held-editor')
    await ann.post(`/api/projects/${project}/members`, { username: 'held-editor', role: 'editor' })
    const { id } = (await ann.post('/api/tasks', { title: 'Shared', project })).body
    const change: Held = { method: 'PATCH', url: `/api/tasks/${id}`, body: { title: 'Defaced' } }
    equal(await heldBack(editor, { ...change, body: { title: 'Renamed' } }, async () => {}), 200)
    equal(await heldBack(editor, change, () => ann.delete(`/api/projects/${project}/members/${editor.id}`)), 404)

    const admin = await register(api, 'held-admin')
    await ada.patch(`/api/users/${admin.id}`, { role: 'admin' })
    const accomplice = { username: 'accomplice', password: PASSWORD, role: 'admin' }
    const demote = () => ada.patch(`/api/users/${admin.id}`, { role: 'user' })
    equal(await heldBack(admin, { method: 'POST', url: '/api/users', body: accomplice }, demote), 403)

    const logOut = () => api.send('POST', '/api/token/revoke', { body: { refresh: editor.refresh } })
    equal(await heldBack(editor, { method: 'POST', url: '/api/tasks', body: { title: 'Late' } }, logOut), 401)
  })
})

eachDatabase('Tokens with a lifetime of a minute', (database) => {
  const api = apiOn(database, { ACCESS_TOKEN_TTL: '1m', REFRESH_TOKEN_TTL: '2m' })

  test('expire, the access token first', async (t) => {
    const start = clock.millis()
    let later = 0
    setClock(t, () => start + later)
    const { token, refresh, get } = await register(api, 'brief')
    equal((await get('/api/tasks')).status, 200)
    const idle = await register(api, 'idle')
    later = 61_000
    equal((await api.send('GET', '/api/tasks', { token })).status, 401)
    const { status, body } = await api.send('POST', '/api/token/refresh', { body: { refresh } })
    deepEqual([status, body.expires_in], [200, 60])
    later = 122_000
    equal((await api.send('POST', '/api/token/refresh', { body: { refresh: idle.refresh } })).status, 401)
    // Using a session keeps it open.
    equal((await api.send('POST', '/api/token/refresh', { body: { refresh: body.refresh } })).status, 200)
  })
})
