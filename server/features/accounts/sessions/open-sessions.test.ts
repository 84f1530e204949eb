import { deepEqual, equal, ok } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { clock } from '../../../platform/clock.ts'
import { apiOn } from '../../../test/kit/api.ts'
import { setClock } from '../../../test/kit/clock.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { listenLive } from '../../../test/kit/live/live-client.ts'
import { PASSWORD, type Person, person, register, worldOf } from '../../../test/kit/world.ts'

const DAY = 86_400_000

eachDatabase('The list of sessions', (database) => {
  const api = apiOn(database, { TRUST_PROXY: 'true' })
  const world = worldOf(api)

  test('shows device, address and times of each open session, the latest login first, and marks the current one', async (context) => {
    const { name, token } = await newcomer('lister')
    const phone = await logIn(name, { 'user-agent': 'Phone/1.0', 'x-forwarded-for': '192.0.2.7' })
    const { status, body } = await phone.get('/api/sessions')
    deepEqual([status, body.count, body.next], [200, 2, null])
    const [latest, first] = body.results
    deepEqual(
      { device: latest.device, address: latest.address, current: latest.current },
      { device: 'Phone/1.0', address: '192.0.2.7', current: true },
    )
    deepEqual([first.current, first.last_used_at], [false, first.created_at])
    const other = await api.send('GET', '/api/sessions', { token })
    deepEqual(
      other.body.results.map(({ current }: { current: boolean }) => current),
      [false, true],
    )
    later(context, 60_000)
    const headers = { 'user-agent': 'Phone/1.1', 'x-forwarded-for': '198.51.100.9' }
    await api.send('POST', '/api/token/refresh', { body: { refresh: phone.refresh }, headers })
    const { body: refreshed } = await phone.get('/api/sessions')
    const moved = refreshed.results[0]
    deepEqual(
      { id: moved.id, device: moved.device, address: moved.address, created_at: moved.created_at },
      { id: latest.id, device: 'Phone/1.1', address: '198.51.100.9', created_at: latest.created_at },
    )
    ok(Date.parse(moved.last_used_at) - Date.parse(latest.last_used_at) >= 59_000)
    ok(moved.expires_at > latest.expires_at)
    await api.newEvents()
  })

  test('omits ended sessions and those of other users, and is paginated', async () => {
    const user = await newcomer('pages')
    const [second, third] = [await logIn(user.name), await logIn(user.name)]
    await second.post('/api/token/revoke')
    const { body } = await third.get('/api/sessions?page_size=1')
    deepEqual([body.count, body.results.length, body.results[0].current], [2, 1, true])
    const { body: next } = await third.get('/api/sessions?page_size=1&page=2')
    equal(next.results[0].current, false)
    equal((await third.get('/api/sessions?ordering=created_at')).body.results[1].current, true)
    equal((await third.get('/api/sessions?ordering=address')).status, 400)
    await api.newEvents()
  })

  test('truncates a long device name, and accepts a missing one', async () => {
    const user = await newcomer('odd')
    const long = await logIn(user.name, { 'user-agent': 'x'.repeat(5_000) })
    equal((await long.get('/api/sessions')).body.results[0].device, 'x'.repeat(255))
    const none = await logIn(user.name, { 'user-agent': ' ' })
    equal((await none.get('/api/sessions')).body.results[0].device, null)
    await api.newEvents()
  })

  test('can end one session: its tokens and live connections become invalid at once, the others remain', async () => {
    const user = await newcomer('ender')
    const lost = await logIn(user.name)
    await api.server.listen({ host: '127.0.0.1', port: 0 })
    const live = listenLive(api, lost)
    await live.until(({ type }) => type === 'hello')
    const id = await currentOf(lost)
    await api.newEvents()
    equal((await user.delete(`/api/sessions/${id}`)).status, 204)
    deepEqual(await api.newEvents(), ['session.revoked'])
    deepEqual(await live.ended, { code: 4403, reason: 'session.revoked' })
    equal((await lost.get('/api/users/me')).status, 401)
    equal((await api.send('POST', '/api/token/refresh', { body: { refresh: lost.refresh } })).status, 401)
    equal((await user.get('/api/users/me')).status, 200)
    for (const gone of [id, 999_999, await currentOf(world.ann)]) {
      const { status, body } = await user.delete(`/api/sessions/${gone}`)
      deepEqual([status, body.code], [404, 'session.not_found'])
    }
    deepEqual(await api.newEvents(), [])
    equal((await user.delete(`/api/sessions/${await currentOf(user)}`)).status, 204)
    equal((await user.get('/api/users/me')).status, 401)
    deepEqual(await api.newEvents(), ['session.revoked'])
  })

  test('can end all other sessions at once', async () => {
    const user = await newcomer('alone')
    const others = [await logIn(user.name), await logIn(user.name)]
    await api.newEvents()
    deepEqual((await user.post('/api/sessions/end-others')).body, { ended: 2 })
    deepEqual(await api.newEvents(), ['session.revoked', 'session.revoked'])
    for (const other of others) equal((await other.get('/api/users/me')).status, 401)
    equal((await user.get('/api/sessions')).body.count, 1)
    deepEqual((await user.post('/api/sessions/end-others')).body, { ended: 0 })
    equal((await world.ann.get('/api/users/me')).status, 200)
    deepEqual(await api.newEvents(), [])
  })

  async function newcomer(name: string): Promise<Person> {
    const made = await register(api, name)
    await api.newEvents()
    return made
  }

  async function logIn(name: string, headers = {}): Promise<Person> {
    const { body } = await api.send('POST', '/api/token', { body: { username: name, password: PASSWORD }, headers })
    return person(api, name, body)
  }

  async function currentOf(whom: Person): Promise<number> {
    const { body } = await whom.get('/api/sessions')
    return body.results.find(({ current }: { current: boolean }) => current).id
  }
})

eachDatabase('The maximum age of a session', (database) => {
  const api = apiOn(database, { SESSION_MAX_AGE: '90d', REFRESH_TOKEN_TTL: '30d', ACCESS_TOKEN_TTL: '10d' })

  test('ends it, however often it was refreshed', async (context) => {
    let { refresh, token } = await register(api, 'busy')
    const refreshed = () => api.send('POST', '/api/token/refresh', { body: { refresh } })
    for (let day = 25; day < 90; day += 25) {
      later(context, 25 * DAY)
      const { status, body } = await refreshed()
      equal(status, 200, `day ${day}`)
      refresh = body.refresh
      token = body.access
    }
    // Day 75: the session has 15 days left, not 30.
    const { body } = await api.send('GET', '/api/sessions', { token })
    const [session] = body.results
    equal(Date.parse(session.expires_at) - Date.parse(session.created_at), 90 * DAY)
    later(context, 8 * DAY)
    equal((await refreshed()).status, 200)
    later(context, 7 * DAY + 1_000)
    equal((await api.send('GET', '/api/users/me', { token })).status, 401)
  })

  test('ends a session that has reached it, even with a valid refresh token', async (context) => {
    const { refresh } = await register(api, 'old')
    await api.db
      .updateTable('sessions')
      .set({ created_at: new Date(Date.now() - 91 * DAY).toISOString() })
      .where('user_id', '=', ({ ref }) => ref('user_id'))
      .execute()
    equal((await api.send('POST', '/api/token/refresh', { body: { refresh } })).status, 401)
    context.mock.restoreAll()
  })
})

/** Moves the clock on. */
function later(context: TestContext, milliseconds: number): void {
  const instant = clock.millis() + milliseconds
  context.mock.restoreAll()
  setClock(context, instant)
}
