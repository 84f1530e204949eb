import { deepEqual, equal, notEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { PASSWORD, type Person, register, worldOf } from '../../../test/kit/world.ts'

const CHANGED = 'an entirely new one'
const SECRET = /"(current_)?password|password_hash|argon2/

eachDatabase('The account of the current user', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('can be read under /me and under its id, and no other account can', async () => {
    const own = await world.ann.get('/api/users/me')
    deepEqual((await world.ann.get(`/api/users/${world.ann.id}`)).body, own.body)
    equal((await world.ann.get(`/api/users/${world.ben.id}`)).status, 404)
    equal((await world.ann.patch(`/api/users/${world.ben.id}`, { username: 'x' })).status, 404)
    equal((await world.ann.delete(`/api/users/${world.ben.id}`)).status, 404)
    equal((await world.ann.get('/api/users/999999')).body.code, 'user.not_found')
  })

  test('accepts another username or email, unless it is taken', async () => {
    const person = await newcomer('renamed')
    const changed = await person.patch('/api/users/me', { email: 'New@Example.com', current_password: PASSWORD })
    deepEqual([changed.body.email, changed.body.username, changed.body.version], ['New@Example.com', 'renamed', 2])
    deepEqual(await api.newEvents(), ['user.updated'])
    const taken = await person.patch('/api/users/me', { username: 'ANN' })
    deepEqual([taken.status, taken.body.code], [409, 'user.username_taken'])
    equal((await person.patch('/api/users/me', { username: 'Renamed' })).body.username, 'Renamed')
    equal((await person.patch('/api/users/me', { username: 'Renamed' })).body.version, 3)
    deepEqual(await api.newEvents(), ['user.updated', 'person.updated'])
  })

  test('needs a username or an email', async () => {
    const person = await newcomer('nameless')
    equal((await person.patch('/api/users/me', { email: null, current_password: PASSWORD })).body.email, null)
    equal((await person.patch('/api/users/me', { username: null })).body.code, 'user.no_name')
    equal((await person.put('/api/users/me', { current_password: PASSWORD })).body.code, 'user.no_name')
    const replacement = { email: 'nameless@example.com', current_password: PASSWORD }
    const replaced = await person.put('/api/users/me', replacement)
    deepEqual([replaced.body.username, replaced.body.email], [null, 'nameless@example.com'])
    deepEqual(await api.newEvents(), ['user.updated', 'user.updated', 'person.updated'])
  })

  test('accepts a new password with the current one, and closes every session', async () => {
    const person = await newcomer('careful')
    const { body: other } = await logIn('careful', PASSWORD)
    await api.newEvents()
    for (const current of [undefined, 'not the present one']) {
      const { status, body } = await person.patch('/api/users/me', { password: CHANGED, current_password: current })
      deepEqual([status, body.errors?.[0].pointer], [400, '/current_password'])
    }
    const weak = await person.patch('/api/users/me', { password: 'careful', current_password: PASSWORD })
    equal(weak.body.code, 'password.too_weak')
    deepEqual(await api.newEvents(), [])

    const change = { password: CHANGED, current_password: PASSWORD }
    equal((await person.patch('/api/users/me', change)).status, 200)
    deepEqual(await api.newEvents(), ['user.password_changed', 'session.revoked', 'session.revoked'])
    equal((await person.get('/api/users/me')).status, 401)
    for (const refresh of [person.refresh, other.refresh]) {
      equal((await api.send('POST', '/api/token/refresh', { body: { refresh } })).status, 401)
    }
    equal((await logIn('careful', PASSWORD)).status, 401)
    equal((await logIn('careful', CHANGED)).status, 200)
    await api.newEvents()
  })

  test('has the role and the activation that administrators set', async () => {
    const role = await world.ann.patch('/api/users/me', { role: 'admin' })
    deepEqual([role.status, role.body.code], [403, 'user.role_is_given'])
    const activity = await world.ann.patch('/api/users/me', { is_active: false })
    deepEqual([activity.status, activity.body.code], [403, 'user.activity_is_given'])
    const { body } = await world.ann.get('/api/users/me')
    deepEqual((await world.ann.put('/api/users/me', body)).body, body)
    deepEqual(await api.newEvents(), [])
  })

  test('never exposes a password or a hash', async () => {
    for (const url of ['/api/users/me', `/api/users/${world.ann.id}`]) {
      equal(SECRET.test((await world.ann.get(url)).text), false)
    }
    equal(SECRET.test((await world.ada.get('/api/users')).text), false)
  })

  const logIn = (username: string, password: string) => api.send('POST', '/api/token', { body: { username, password } })

  async function newcomer(name: string): Promise<Person> {
    const person = await register(api, name)
    await api.newEvents()
    return person
  }
})

eachDatabase('Administrators', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('are the only ones who can list and create users', async () => {
    for (const { status, body } of [
      await world.ann.get('/api/users'),
      await world.ann.post('/api/users', { username: 'x', password: PASSWORD }),
    ]) {
      deepEqual([status, body.code], [403, 'access.admin_only'])
    }
    const { body } = await world.ada.get('/api/users?ordering=-username&page_size=2')
    equal(body.count, 5)
    deepEqual(
      body.results.map(({ username }: { username: string }) => username),
      ['vic', 'cleo'],
    )
  })

  test('create accounts of any role', async () => {
    const made = await world.ada.post('/api/users', { username: 'idle', password: PASSWORD, is_active: false })
    deepEqual([made.status, made.body.role, made.body.is_active], [201, 'user', false])
    equal(made.headers.location, `/api/users/${made.body.id}`)
    deepEqual(await api.newEvents(), ['user.registered', 'profile.created'])
    equal((await api.send('POST', '/api/token', { body: { username: 'idle', password: PASSWORD } })).status, 401)
    const taken = await world.ada.post('/api/users', { username: 'Idle', password: PASSWORD })
    equal(taken.body.code, 'user.username_taken')
  })

  test('set a password without the old one', async () => {
    const person = await register(api, 'forgetful')
    await api.newEvents()
    const { status } = await world.ada.patch(`/api/users/${person.id}`, { password: CHANGED })
    equal(status, 200)
    deepEqual(await api.newEvents(), ['user.password_changed', 'session.revoked'])
    equal((await api.send('POST', '/api/token', { body: { username: 'forgetful', password: CHANGED } })).status, 200)
    await api.newEvents()
  })

  test('deactivate and reactivate users, each with one event', async () => {
    const person = await register(api, 'switched')
    await api.newEvents()
    for (const [is_active, events] of [
      [false, ['user.deactivated', 'session.revoked']],
      [false, []],
      [true, ['user.reactivated']],
      [true, []],
    ] as const) {
      equal((await world.ada.patch(`/api/users/${person.id}`, { is_active })).body.is_active, is_active)
      deepEqual(await api.newEvents(), events)
    }
  })

  test('need the current password to change their own', async () => {
    equal((await world.ada.patch('/api/users/me', { password: CHANGED })).body.code, 'password.wrong')
    equal((await world.ada.patch(`/api/users/${world.ada.id}`, { password: CHANGED })).body.code, 'password.wrong')
  })

  test('cannot demote, deactivate or delete the last administrator', async () => {
    for (const { status, body } of [
      await world.ada.patch('/api/users/me', { role: 'user' }),
      await world.ada.patch('/api/users/me', { is_active: false }),
      await world.ada.delete(`/api/users/${world.ada.id}`, { body: { current_password: PASSWORD } }),
    ]) {
      deepEqual([status, body.code], [409, 'user.last_admin'])
    }
    deepEqual(await api.newEvents(), [])
  })

  test('who both leave at once leave one behind', async () => {
    for (let round = 0; round < 4; round++) {
      const second = await register(api, `second${round}`)
      await world.ada.patch(`/api/users/${second.id}`, { role: 'admin' })
      const left = await Promise.all([
        world.ada.patch(`/api/users/${second.id}`, { is_active: false }),
        second.patch('/api/users/me', { role: 'user' }),
        second.patch(`/api/users/${world.ada.id}`, { role: 'user' }),
      ])
      for (const { status } of left) equal([200, 401, 403, 404, 409].includes(status), true, `${status}`)
      const admins = await api.db
        .selectFrom('users')
        .select('id')
        .where('role', '=', 'admin')
        .where('deactivated_at', 'is', null)
        .execute()
      notEqual(admins.length, 0)
      // Whoever is left lets Ada be one again.
      if (!admins.some(({ id }) => id === world.ada.id))
        await second.patch(`/api/users/${world.ada.id}`, { role: 'admin' })
    }
  })
})
