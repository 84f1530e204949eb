import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { zoneinfoNames } from '../../test/kit/time-zones/oracle.ts'
import { worldOf } from '../../test/kit/world.ts'

const EMPTY = { bio: '', avatar_url: null, timezone: 'UTC', locale: 'en', default_reminder: null, notifications: {} }

eachDatabase('A profile', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('stores a display name composed, so that writing it in another Unicode form changes nothing', async () => {
    const { body } = await world.cleo.patch('/api/profile', { display_name: ' Jose\u0301 ' })
    equal(body.display_name, 'Jos\u00e9')
    const again = await world.cleo.put('/api/profile', { ...body, display_name: 'Jose\u0301' })
    deepEqual([again.body.display_name, again.body.version], ['Jos\u00e9', body.version])
    deepEqual(await api.newEvents(), ['profile.updated', 'person.updated'])
  })

  test('exists from the start, one for each user', async () => {
    const { status, headers, body } = await world.ann.get('/api/profile')
    const { updated_at, ...fields } = body
    equal(status, 200)
    match(String(headers.etag), /^"1-/)
    deepEqual(fields, { ...EMPTY, user_id: world.ann.id, display_name: 'ann', version: 1 })
    const counts = await Promise.all(
      (['users', 'profiles'] as const).map(
        async (table) => (await api.db.selectFrom(table).selectAll().execute()).length,
      ),
    )
    equal(counts[0], counts[1])
  })

  test('accepts changes of some fields, and does not change the others', async () => {
    const changed = await world.ann.patch('/api/profile', { bio: 'Gardener', notifications: { digest: false } })
    deepEqual(
      [changed.body.bio, changed.body.display_name, changed.body.notifications, changed.body.version],
      ['Gardener', 'ann', { digest: false }, 2],
    )
    deepEqual(await api.newEvents(), ['profile.updated'])
    equal((await world.ann.patch('/api/profile', { bio: 'Gardener' })).body.version, 2)
    deepEqual(await api.newEvents(), [])
    const { changes } = await api.db
      .selectFrom('events')
      .select('changes')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    deepEqual(changes.bio, { from: '', to: 'Gardener' })
  })

  test('is replaced as a whole by PUT', async () => {
    await world.ann.patch('/api/profile', { avatar_url: 'https://example.com/ann.png', locale: 'de-DE' })
    const { body } = await world.ann.put('/api/profile', { display_name: 'Ann', timezone: 'Europe/Berlin' })
    const { version, updated_at, user_id, ...fields } = body
    deepEqual(fields, { ...EMPTY, display_name: 'Ann', timezone: 'Europe/Berlin' })
    deepEqual(await api.newEvents(), ['profile.updated', 'person.updated', 'profile.updated', 'person.updated'])
  })

  test('can be written back as it was read', async () => {
    const { body } = await world.ann.get('/api/profile')
    deepEqual((await world.ann.put('/api/profile', body)).body, body)
    deepEqual(await api.newEvents(), [])
  })

  test('refuses unknown and invalid fields, and names them', async () => {
    for (const [field, value] of Object.entries({
      timezone: 'Mars/Olympus',
      locale: 'not a locale',
      avatar_url: 'javascript:alert(1)',
      notifications: { sms: true },
      display_name: 'x'.repeat(151),
      bio: 7,
      shoe_size: 42,
    })) {
      const { status, body } = await world.ann.patch('/api/profile', { [field]: value })
      equal(status, 400, field)
      equal(body.errors[0].pointer.startsWith(`/${field}`), true, body.errors[0].pointer)
    }
    deepEqual(await api.newEvents(), [])
  })

  test('accepts every supported time zone, stores its canonical name, and accepts no other', async () => {
    const { body: task } = await world.ben.post('/api/tasks', { title: 'Due', due_date: '2031-12-01' })
    await world.ben.post(`/api/tasks/${task.id}/reminders`, { before: 'P1D' })
    const taken: string[] = []
    for (const name of [...zoneinfoNames(), 'PST', 'IST', 'US/Pacific-New', '\u221201:00', '2026-12-01T00:00Z', '']) {
      const { status, body } = await world.ben.patch('/api/profile', { timezone: name })
      if (status === 200) taken.push(body.timezone)
      else deepEqual([status, body.errors[0].pointer], [400, '/timezone'], name)
      equal((await world.ben.get('/api/tasks?overdue=true')).status, 200, name)
      equal((await world.ben.get(`/api/tasks/${task.id}/reminders`)).status, 200, name)
    }
    for (const name of ['Europe/Berlin', 'Asia/Kolkata', 'America/Argentina/Ushuaia', 'Etc/GMT-14', 'UTC']) {
      ok(taken.includes(name), name)
    }
    for (const name of ['PST', 'IST', 'US/Pacific-New', '\u221201:00', 'posixrules', ''])
      ok(!taken.includes(name), name)
    for (const [name, canonical] of Object.entries({ 'europe/BERLIN': 'Europe/Berlin', '+0530': '+05:30' })) {
      equal((await world.ben.patch('/api/profile', { timezone: name })).body.timezone, canonical)
      equal((await world.ben.put('/api/profile', { timezone: name })).body.timezone, canonical)
    }
    await api.newEvents()
  })

  test('is not changed with a stale If-Match', async () => {
    const stale = { headers: { 'if-match': '"1"' } }
    equal((await world.ann.patch('/api/profile', { bio: 'x' }, stale)).status, 412)
    const { headers } = await world.ann.get('/api/profile')
    const current = { headers: { 'if-match': String(headers.etag) } }
    equal((await world.ann.patch('/api/profile', { bio: 'x' }, current)).status, 200)
    await api.newEvents()
  })

  test('is visible to its user only', async () => {
    equal((await world.ben.get('/api/profile')).body.bio, '')
    equal((await api.send('GET', '/api/profile')).status, 401)
  })
})
