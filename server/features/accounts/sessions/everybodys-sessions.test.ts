import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { PASSWORD, worldOf } from '../../../test/kit/world.ts'

eachDatabase('The sessions of all users, for administrators,', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const sessions = async (query = '') => (await world.ada.get(`/api/admin/sessions?${query}`)).body.results

  test('are listed with their user, address and state', async () => {
    const headers = { 'user-agent': 'Firefox' }
    const { body } = await api.send('POST', '/api/token', { headers, body: { username: 'ben', password: PASSWORD } })
    const [latest] = await sessions()
    const { id, created_at, last_used_at, expires_at, ...session } = latest
    deepEqual(session, {
      user_id: world.ben.id,
      device: 'Firefox',
      address: '127.0.0.1',
      ended_at: null,
      current: false,
    })
    equal(last_used_at, created_at)
    ok(expires_at > created_at)
    deepEqual((await world.ada.get(`/api/admin/sessions/${id}`)).body, latest)
    equal((await sessions(`user_id=${world.ada.id}`))[0].current, true)
    deepEqual(
      (await sessions(`user_id=${world.ben.id}&is_open=true`)).map((one: { user_id: number }) => one.user_id),
      [world.ben.id, world.ben.id],
    )
    deepEqual(await sessions('created_before=2020-01-01'), [])
    equal((await sessions('created_after=2020-01-01')).length, (await sessions()).length)
    equal((await api.send('GET', '/api/users/me', { token: body.access })).status, 200)
  })

  test('can be ended one by one, which records an event, and are then listed as ended', async () => {
    const [{ id }] = await sessions(`user_id=${world.vic.id}`)
    await api.newEvents()
    equal((await world.ada.delete(`/api/admin/sessions/${id}`)).status, 204)
    deepEqual(await api.newEvents(), ['session.revoked'])
    const [event] = (await world.ada.get(`/api/admin/events?subject=session:${id}`)).body.results
    deepEqual([event.type, event.actor, event.audience_users], ['session.revoked', world.ada.id, [world.vic.id]])
    equal((await world.vic.get('/api/users/me')).status, 401)
    ok((await world.ada.get(`/api/admin/sessions/${id}`)).body.ended_at)
    deepEqual(await sessions(`user_id=${world.vic.id}&is_open=true`), [])
    equal((await sessions(`user_id=${world.vic.id}&is_open=false`))[0].id, id)
    const again = await world.ada.delete(`/api/admin/sessions/${id}`)
    deepEqual([again.status, again.body.code], [404, 'session.not_found'])
  })
})
