import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

const DUE = '2040-06-15T12:00:00.000Z'

eachDatabase('A reminder', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  async function taskOf(fields: object = {}): Promise<number> {
    const { body } = await world.ann.post('/api/tasks', { title: 'Water', due_date: DUE, ...fields })
    await api.newEvents()
    return body.id
  }

  const shared = () => taskOf({ project: world.project })

  test('can be set for a duration before the due date, or for an instant', async () => {
    const task = await taskOf()
    const { status, headers, body } = await world.ann.post(`/api/tasks/${task}/reminders`, { before: 'PT30M' })
    const { id, uid, created_at, updated_at, ...fields } = body
    equal(status, 201)
    equal(headers.location, `/api/tasks/${task}/reminders/${id}`)
    const times = { remind_at: '2040-06-15T11:30:00.000Z', fired_at: null }
    deepEqual(fields, { task, at: null, before: 'PT30M', ...times, version: 1 })
    deepEqual(await api.newEvents(), ['reminder.created'])

    const fixed = await world.ann.post(`/api/tasks/${task}/reminders`, { at: '2040-01-01T09:00:00+01:00' })
    equal(fixed.body.at, '2040-01-01T08:00:00.000Z')
    equal(fixed.body.remind_at, fixed.body.at)
    const { body: list } = await world.ann.get(`/api/tasks/${task}/reminders`)
    deepEqual([list.count, list.next, list.results], [2, null, [body, fixed.body]])
    deepEqual((await world.ann.get(String(headers.location))).body, body)
    await api.newEvents()
  })

  test('with a uid is created once, however often it is sent', async () => {
    const [task, other] = [await shared(), await shared()]
    const reminder = { uid: randomUUID(), before: 'PT30M' }
    const url = `/api/tasks/${task}/reminders`
    const made = await world.ann.post(url, reminder)
    const again = await world.ann.post(url, { ...reminder, uid: reminder.uid.toUpperCase() })
    deepEqual([made.status, again.status, again.body], [201, 200, made.body])
    equal(made.body.uid, reminder.uid)
    for (const response of [
      await world.ann.post(`/api/tasks/${other}/reminders`, reminder),
      await world.ben.post(url, reminder),
    ]) {
      deepEqual([response.status, response.body.code], [409, 'reminder.uid_taken'])
    }
    deepEqual(await api.newEvents(), ['reminder.created'])
  })

  test('has a uid even when it is created from the default of the profile', async () => {
    await world.ann.patch('/api/profile', { default_reminder: 'PT30M' })
    const task = await taskOf()
    await world.ann.patch('/api/profile', { default_reminder: null })
    const { body } = await world.ann.get(`/api/tasks/${task}/reminders`)
    match(body.results[0].uid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    await api.newEvents()
  })

  test('of a plain date counts from nine in the morning in its owner’s time zone', async () => {
    const task = await taskOf({ due_date: '2040-06-15', project: world.project })
    const people = { ann: 'Europe/Berlin', ben: 'Asia/Kolkata', vic: 'Australia/Lord_Howe' } as const
    for (const [name, timezone] of Object.entries(people)) {
      await world[name as keyof typeof people].patch('/api/profile', { timezone })
      await world[name as keyof typeof people].post(`/api/tasks/${task}/reminders`, { before: 'P1D' })
    }
    const times = { ann: '14T07:00', ben: '14T03:30', vic: '13T22:30' }
    for (const [name, time] of Object.entries(times)) {
      const { body } = await world[name as keyof typeof people].get(`/api/tasks/${task}/reminders`)
      deepEqual(
        body.results.map((reminder: { remind_at: string }) => reminder.remind_at),
        [`2040-06-${time}:00.000Z`],
      )
    }
    for (const name of Object.keys(people)) {
      await world[name as keyof typeof people].patch('/api/profile', { timezone: 'UTC' })
    }
    await api.newEvents()
  })

  test('follows the due date, has no time without one or while the task is closed, and gets it back', async () => {
    const { ann } = world
    const task = await taskOf()
    const { headers, body: made } = await ann.post(`/api/tasks/${task}/reminders`, { before: 'P1D' })
    const url = `/api/tasks/${task}/reminders/${made.id}`
    const remindAt = async () => (await ann.get(url)).body.remind_at
    await ann.patch(`/api/tasks/${task}`, { due_date: '2040-06-20T12:00:00Z' })
    equal(await remindAt(), '2040-06-19T12:00:00.000Z')
    ok((await ann.get(url)).headers.etag !== headers.etag, 'what it shows has changed')
    await ann.patch(`/api/tasks/${task}`, { due_date: null })
    equal(await remindAt(), null)
    await ann.patch(`/api/tasks/${task}`, { due_date: '2040-06-20' })
    equal(await remindAt(), '2040-06-19T09:00:00.000Z')
    await ann.post(`/api/tasks/${task}/complete`)
    equal(await remindAt(), null)
    await ann.post(`/api/tasks/${task}/reopen`)
    equal(await remindAt(), '2040-06-19T09:00:00.000Z')
    await ann.patch(`/api/tasks/${task}`, { status: 'cancelled' })
    equal(await remindAt(), null)
    await ann.patch(`/api/tasks/${task}`, { status: 'in_progress' })
    equal(await remindAt(), '2040-06-19T09:00:00.000Z')
    await api.newEvents()
  })

  test('is private to its owner: others can neither see nor change it, and receive no events of it', async () => {
    const task = await shared()
    const { body } = await world.ben.post(`/api/tasks/${task}/reminders`, { before: 'PT1H' })
    const url = `/api/tasks/${task}/reminders/${body.id}`
    for (const person of [world.ann, world.vic, world.ada]) {
      equal((await person.get(url)).body.code, 'reminder.not_found')
      equal((await person.patch(url, { before: 'PT2H' })).status, 404)
      equal((await person.delete(url)).status, 404)
      deepEqual((await person.get(`/api/tasks/${task}/reminders`)).body.results, [])
    }
    equal((await world.cleo.get(`/api/tasks/${task}/reminders`)).body.code, 'task.not_found')
    equal((await world.cleo.post(`/api/tasks/${task}/reminders`, { before: 'PT1H' })).body.code, 'task.not_found')
    deepEqual(await api.newEvents(), ['reminder.created'])
    const { audience } = await api.db
      .selectFrom('events')
      .select('audience')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    deepEqual(audience, [-world.ben.id])
  })

  test('belongs to one task', async () => {
    const task = await shared()
    const other = await shared()
    const { body } = await world.ann.post(`/api/tasks/${task}/reminders`, { before: 'PT1H' })
    equal((await world.ann.get(`/api/tasks/${other}/reminders/${body.id}`)).status, 404)
    equal((await world.ann.delete(`/api/tasks/${other}/reminders/${body.id}`)).status, 404)
    await api.newEvents()
  })

  test('is hidden while its owner cannot see the task', async () => {
    const { ann, vic, project } = world
    const task = await shared()
    const { body } = await vic.post(`/api/tasks/${task}/reminders`, { before: 'PT1H' })
    await ann.delete(`/api/projects/${project}/members/${vic.id}`)
    equal((await vic.get(`/api/tasks/${task}/reminders/${body.id}`)).status, 404)
    await ann.post(`/api/projects/${project}/members`, { username: 'vic', role: 'viewer' })
    equal((await vic.get(`/api/tasks/${task}/reminders/${body.id}`)).status, 200)
    await api.newEvents()
  })

  test('is not changed or deleted with a stale If-Match', async () => {
    const { ann } = world
    const task = await taskOf()
    const { body } = await ann.post(`/api/tasks/${task}/reminders`, { before: 'PT1H' })
    const url = `/api/tasks/${task}/reminders/${body.id}`
    const stale = { headers: { 'if-match': '"7"' } }
    equal((await ann.patch(url, { before: 'P1D' }, stale)).status, 412)
    equal((await ann.delete(url, stale)).status, 412)
    const current = { headers: { 'if-match': String((await ann.get(url)).headers.etag) } }
    const moved = await ann.patch(url, { before: '-P1D' }, current)
    deepEqual([moved.body.before, moved.body.remind_at, moved.body.version], ['P1D', '2040-06-14T12:00:00.000Z', 2])
    const fixed = await ann.patch(url, { at: '2040-02-02T02:02:02Z' })
    deepEqual([fixed.body.at, fixed.body.before], ['2040-02-02T02:02:02.000Z', null])
    deepEqual((await ann.patch(url, fixed.body)).body, fixed.body)
    const timeless = await ann.patch(url, { at: null })
    deepEqual([timeless.status, timeless.body.code], [400, 'reminder.no_time'])
    const counted = await ann.patch(url, { at: null, before: 'PT0M' })
    deepEqual([counted.body.before, counted.body.remind_at], ['PT0S', DUE])
    equal((await ann.delete(url)).status, 204)
    equal((await ann.get(url)).status, 404)
    const updates = Array(3).fill('reminder.updated')
    deepEqual(await api.newEvents(), ['reminder.created', ...updates, 'reminder.deleted'])
  })

  test('is created once for all spellings of its duration', async () => {
    const task = await taskOf()
    const url = `/api/tasks/${task}/reminders`
    const { body } = await world.ann.post(url, { before: 'PT1H' })
    const other = (await world.ann.post(url, { before: 'P7D' })).body
    for (const moment of [{ before: 'PT1H' }, { before: 'PT60M' }, { before: '-PT3600S' }, { before: 'P1W' }]) {
      const response = await world.ann.post(url, moment)
      deepEqual([response.status, response.body.code], [409, 'reminder.already'])
    }
    equal((await world.ann.patch(`${url}/${other.id}`, { before: 'PT60M' })).body.code, 'reminder.already')
    equal((await world.ann.post(url, { at: '2040-01-01T00:00:00Z' })).status, 201)
    equal((await world.ann.post(url, { at: '2040-01-01T01:00:00+01:00' })).body.code, 'reminder.already')
    equal((await world.ann.patch(`${url}/${body.id}`, { before: 'PT60M' })).body.version, 1)
    deepEqual(await api.newEvents(), Array(3).fill('reminder.created'))
  })

  test('is limited to twenty per task and user, even with concurrent requests', async () => {
    const task = await shared()
    const url = `/api/tasks/${task}/reminders`
    const set = (minutes: number) => world.ann.post(url, { before: `PT${minutes}M` })
    const responses = await Promise.all(Array.from({ length: 25 }, (_, minutes) => set(minutes)))
    const refused = responses.filter(({ status }) => status !== 201)
    deepEqual(
      refused.map(({ status, body }) => [status, body.code]),
      Array(5).fill([409, 'reminder.too_many']),
    )
    equal((await world.ann.get(url)).body.count, 20)
    equal((await world.ben.post(url, { before: 'PT1M' })).status, 201)
    await api.newEvents()
  })

  test('is created once when the client repeats a request with an idempotency key', async () => {
    const task = await taskOf()
    const once = { headers: { 'idempotency-key': 'remind-me' } }
    const first = await world.ann.post(`/api/tasks/${task}/reminders`, { before: 'PT5M' }, once)
    const second = await world.ann.post(`/api/tasks/${task}/reminders`, { before: 'PT5M' }, once)
    deepEqual([second.status, second.body, second.headers['idempotency-replayed']], [201, first.body, 'true'])
    deepEqual(await api.newEvents(), ['reminder.created'])
  })

  test('names the invalid field of a request', async () => {
    const task = await taskOf()
    const wrong: [object, string][] = [
      [{}, '/at'],
      [{ at: null, before: null }, '/at'],
      [{ at: '2040-01-01T00:00:00Z', before: 'PT1H' }, '/at'],
      [{ at: '2040-01-01' }, '/at'],
      [{ at: '2040-01-01T00:00:00' }, '/at'],
      [{ at: '2040-02-30T00:00:00Z' }, '/at'],
      [{ at: '2020-01-01T00:00:00Z' }, '/at'],
      [{ before: 'P' }, '/before'],
      [{ before: 'half an hour' }, '/before'],
      [{ before: 'P367D' }, '/before'],
      [{ before: 30 }, '/before'],
      [{ before: 'PT1H', colour: 'red' }, '/colour'],
    ]
    for (const [body, pointer] of wrong) {
      const response = await world.ann.post(`/api/tasks/${task}/reminders`, body)
      deepEqual([response.status, response.body.errors[0].pointer], [400, pointer], JSON.stringify(body))
    }
    const past = await world.ann.post(`/api/tasks/${task}/reminders`, { at: '2020-01-01T00:00:00Z' })
    equal(past.body.code, 'reminder.has_passed')
    deepEqual(await api.newEvents(), [])
  })

  test('is deleted with its task, and with its owner', async () => {
    const task = await taskOf()
    const other = await shared()
    await world.ann.post(`/api/tasks/${task}/reminders`, { before: 'PT1H' })
    await world.cleo.post('/api/projects', { name: 'Elsewhere' })
    const count = async () => (await api.db.selectFrom('reminders').select('id').execute()).length
    const before = await count()
    equal((await world.ann.delete(`/api/tasks/${task}`)).status, 204)
    equal(await count(), before - 1)
    await world.ben.post(`/api/tasks/${other}/reminders`, { before: 'PT1H' })
    const ofBen = (await api.db.selectFrom('reminders').select('id').where('user_id', '=', world.ben.id).execute())
      .length
    await world.ada.delete(`/api/users/${world.ben.id}`)
    equal(await count(), before - ofBen)
    await api.newEvents()
  })
})

eachDatabase('The default reminder of a profile', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  const momentsOf = async (person: (typeof world)['ann'], task: number) =>
    (await person.get(`/api/tasks/${task}/reminders`)).body.results.map((one: { before: string }) => one.before)

  test('is a duration in the usual format', async () => {
    const { body } = await world.ann.patch('/api/profile', { default_reminder: '-PT90M' })
    equal(body.default_reminder, 'PT1H30M')
    equal((await world.ann.patch('/api/profile', { default_reminder: 'PT90M' })).body.version, body.version)
    const wrong = await world.ann.patch('/api/profile', { default_reminder: 'P2Y' })
    deepEqual([wrong.status, wrong.body.errors[0].pointer], [400, '/default_reminder'])
    await world.ben.patch('/api/profile', { default_reminder: 'P1D' })
    await api.newEvents()
  })

  test('is set on new tasks with a due date, for their creator and their assignee', async () => {
    const { ann, ben, vic, project } = world
    const given = { title: 'Given', project, due_date: '2040-06-15', assigned_to: ben.id }
    const { body: both } = await ann.post('/api/tasks', given)
    deepEqual(await api.newEvents(), ['task.created', 'reminder.created', 'reminder.created'])
    deepEqual(await momentsOf(ann, both.id), ['PT1H30M'])
    deepEqual(await momentsOf(ben, both.id), ['P1D'])
    deepEqual(await momentsOf(vic, both.id), [])
    const { body: own } = await ann.post('/api/tasks', { title: 'Own', due_date: '2040-06-15', assigned_to: ann.id })
    deepEqual(await momentsOf(ann, own.id), ['PT1H30M'])
    deepEqual(await api.newEvents(), ['task.created', 'reminder.created'])
  })

  test('is not set on tasks without a due date, nor for users without a default', async () => {
    const { body: undated } = await world.ann.post('/api/tasks', { title: 'Some day' })
    deepEqual(await momentsOf(world.ann, undated.id), [])
    await world.ann.patch('/api/profile', { default_reminder: null })
    await api.newEvents()
    await world.ann.post('/api/tasks', { title: 'Dated', due_date: '2040-06-15' })
    deepEqual(await api.newEvents(), ['task.created'])
  })
})
