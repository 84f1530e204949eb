import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiResponse, apiOn } from '../../../test/kit/api.ts'
import { operations } from '../../../test/kit/contract/contract.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { listenLive } from '../../../test/kit/live/live-client.ts'
import { PASSWORD, type Person, person, register, worldOf } from '../../../test/kit/world.ts'
import { makeMailedToken } from '../mailed-links/make-token.ts'

const GIVEN = 'given by somebody else'

eachDatabase('A password set by an administrator', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const logIn = (username: string, password: string) => api.send('POST', '/api/token', { body: { username, password } })
  const isHeld = ({ status, body }: ApiResponse, what: string) =>
    deepEqual([status, body?.code], [403, 'password.change_required'], what)

  test('allows only its own change: every other route that requires a token refuses it', async () => {
    const held = await heldUser('held')
    for (const { method, path, security } of operations) {
      const isPublic = security?.some((way) => Object.keys(way).length === 0) || security?.length === 0
      if (isPublic || path === '/api/users/me') continue
      const response = await api.send(method, path.replaceAll(/\{\w+\}/g, String(held.id)), { token: held.token })
      isHeld(response, `${method} ${path}`)
    }
    isHeld(await held.delete('/api/users/me', { body: { current_password: GIVEN } }), 'deleting oneself')
    isHeld(await held.patch('/api/users/me', { username: 'other' }), 'another name')
    isHeld(await held.patch('/api/users/me', { email: 'x@example.com', current_password: GIVEN }), 'another address')
    equal((await held.get('/api/users/me')).body.must_change_password, true)
    deepEqual(await api.newEvents(), [])
  })

  test('allows no live connection', async () => {
    const held = await heldUser('silent')
    await api.server.listen({ host: '127.0.0.1', port: 0 })
    const { code, reason } = await listenLive(api, held).ended
    deepEqual([code, reason], [4403, 'password.change_required'])
  })

  test('must be changed to a different one, which then allows every route', async () => {
    const held = await heldUser('freed')
    const same = await held.patch('/api/users/me', { password: GIVEN, current_password: GIVEN })
    deepEqual([same.status, same.body.code], [400, 'password.unchanged'])
    const changed = await held.patch('/api/users/me', { password: PASSWORD, current_password: GIVEN })
    deepEqual([changed.status, changed.body.must_change_password], [200, false])
    deepEqual(await api.newEvents(), ['user.password_changed', 'session.revoked'])
    const { body } = await logIn('freed', PASSWORD)
    equal((await api.send('GET', '/api/tasks', { token: body.access })).status, 200)
    await api.newEvents()
  })

  test('still needs a change after a refresh, and allows logging out', async () => {
    const held = await heldUser('leaving')
    const { body } = await api.send('POST', '/api/token/refresh', { body: { refresh: held.refresh } })
    equal(body.user.must_change_password, true)
    isHeld(await api.send('GET', '/api/tasks', { token: body.access }), 'refreshed')
    equal((await api.send('POST', '/api/token/revoke', { token: body.access })).status, 200)
    equal((await api.send('GET', '/api/users/me', { token: body.access })).status, 401)
    await api.newEvents()
  })

  test('also needs a change in an existing account, from the next login on', async () => {
    const user = await register(api, 'reset')
    equal((await world.ada.patch(`/api/users/${user.id}`, { password: GIVEN })).body.must_change_password, true)
    equal((await user.get('/api/tasks')).status, 401)
    const { body } = await logIn('reset', GIVEN)
    isHeld(await api.send('GET', '/api/tasks', { token: body.access }), 'after a reset')
    // Writing back what was read does not lift it.
    const read = (await world.ada.get(`/api/users/${user.id}`)).body
    const written = await world.ada.put(`/api/users/${user.id}`, { ...read, must_change_password: false })
    equal(written.body.must_change_password, true)
    await api.newEvents()
  })

  test('needs no change once the user has set their own with a mailed link', async () => {
    const held = await heldUser('mailed')
    const token = await makeMailedToken(api.db, 'password_reset', { id: held.id, address: 'mailed@example.com' })
    const confirmation = { token, password: 'chosen by myself' }
    equal((await api.send('POST', '/api/password-reset/confirm', { body: confirmation })).status, 204)
    equal((await logIn('mailed', 'chosen by myself')).body.user.must_change_password, false)
    await api.newEvents()
  })

  test('restricts administrators, too', async () => {
    const user = await register(api, 'boss')
    await world.ada.patch(`/api/users/${user.id}`, { role: 'admin', password: GIVEN })
    const { body } = await logIn('boss', GIVEN)
    const boss = person(api, 'boss', body)
    isHeld(await boss.get(`/api/users/${world.ann.id}`), 'reading somebody')
    isHeld(await boss.patch(`/api/users/${world.ann.id}`, { password: PASSWORD }), 'changing somebody')
    isHeld(await boss.get(`/api/users/${boss.id}`), 'by id')
    ok(boss.id)
    await world.ada.delete(`/api/users/${user.id}`)
    await api.newEvents()
  })

  async function heldUser(name: string): Promise<Person> {
    const user = { username: name, email: `${name}@example.com`, password: GIVEN }
    equal((await world.ada.post('/api/users', user)).body.must_change_password, true)
    const { body } = await logIn(name, GIVEN)
    equal(body.user.must_change_password, true)
    await api.newEvents()
    return person(api, name, body)
  }
})
