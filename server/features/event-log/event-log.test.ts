import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { type Person, worldOf } from '../../test/kit/world.ts'
import { firstEventFrom } from './queries.ts'

type Event = {
  id: number
  type: string
  actor: number
  address: string | null
  subject: number
  changes: object
  happened_at: string
}

eachDatabase('The event log for administrators', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  async function events(query: string, person: Person = world.ada): Promise<Event[]> {
    const { status, body, text } = await person.get(`/api/admin/events?${query}`)
    equal(status, 200, text)
    return body.results
  }

  test('lists every event, the latest first, with its changes and its audience', async () => {
    const { body: task } = await world.ben.post(`/api/projects/${world.project}/tasks`, { title: 'Dig' })
    await world.ben.patch(`/api/tasks/${task.id}`, { title: 'Dig deep', assigned_to: world.vic.id })
    const [assigned, updated, created] = await events(`subject=task:${task.id}`)
    deepEqual([assigned?.type, created?.type], ['task.assigned', 'task.created'])
    const { happened_at, ...event } = updated as Event
    ok(Math.abs(Date.parse(happened_at) - Date.now()) < 60_000)
    deepEqual(event, {
      id: event.id,
      type: 'task.updated',
      actor: world.ben.id,
      address: null,
      subject_type: 'task',
      subject: task.id,
      project: world.project,
      audience_users: [],
      audience_projects: [world.project],
      origin: null,
      changes: { title: { from: 'Dig', to: 'Dig deep' } },
    })
    deepEqual((await world.ada.get(`/api/admin/events/${event.id}`)).body, updated)
    equal((await world.ada.get('/api/admin/events/999999')).body.code, 'event.not_found')
  })

  test('records the address of an administrator who acts on another user’s resources, and of no one else', async () => {
    const { ada, ann, cleo } = world
    const addressesOf = async (subject: string) => (await events(`subject=${subject}`)).map(({ address }) => address)
    await ada.patch(`/api/users/${cleo.id}`, { is_active: true, username: 'cleopatra' })
    await cleo.patch('/api/users/me', { username: 'cleo' })
    deepEqual(await addressesOf(`user:${cleo.id}`), [null, '127.0.0.1', null])
    const { body: foreign } = await ann.post('/api/projects', { name: 'Hers' })
    await ada.patch(`/api/projects/${foreign.id}`, { name: 'Renamed' })
    deepEqual(await addressesOf(`project:${foreign.id}`), ['127.0.0.1', null, null])
    const { body: own } = await ada.post('/api/projects', { name: 'Mine' })
    await ada.patch(`/api/projects/${own.id}`, { name: 'Still mine' })
    const { body: task } = await ada.post('/api/tasks', { title: 'Mine' })
    deepEqual(
      [...new Set([...(await addressesOf(`project:${own.id}`)), ...(await addressesOf(`task:${task.id}`))])],
      [null],
    )
    const activity = (await ann.get(`/api/projects/${foreign.id}/activity`)).text
    ok(activity.includes('Renamed') && !activity.includes('127.0.0.1'))
  })

  test('can be filtered by type, actor and project, and is paginated', async () => {
    for (const title of ['One', 'Two', 'Three']) await world.cleo.post('/api/tasks', { title })
    const typesOf = async (query: string) => [...new Set((await events(query)).map(({ type }) => type))]
    deepEqual(await typesOf('type=task.created'), ['task.created'])
    deepEqual(await typesOf('type=project.member_added'), ['project.member_added'])
    const actors = (await events(`actor=${world.cleo.id}&type=task.created`)).map(({ actor }) => actor)
    deepEqual(actors, Array(3).fill(world.cleo.id))
    const inProject = (await events(`project=${world.project}&page_size=200`)).map(({ type }) => type)
    equal(inProject.at(-1), 'project.created')
    const whole = (await events(`actor=${world.cleo.id}&page_size=200`)).map(({ id }) => id)
    const first = (await world.ada.get(`/api/admin/events?actor=${world.cleo.id}&page_size=2&cursor=`)).body
    const second = (await world.ada.get(first.next.replace(/^.*?\/api/, '/api'))).body
    deepEqual(
      [...first.results, ...second.results].map(({ id }: Event) => id),
      whole.slice(0, 4),
    )
    const oldestFirst = await events(`actor=${world.cleo.id}&ordering=happened_at`)
    equal(oldestFirst[0]?.id, whole.at(-1))
  })

  test('can be limited by dates in the time zone of the profile, or by instants', async () => {
    const latest = (await events('page_size=1'))[0] as Event
    const minute = 60_000
    const at = (offset: number) => new Date(Date.parse(latest.happened_at) + offset).toISOString()
    equal((await events(`happened_after=${at(0)}`))[0]?.id, latest.id)
    deepEqual(await events(`happened_after=${at(minute)}`), [])
    deepEqual(await events('happened_before=2020-01-01'), [])
    equal((await events(`happened_after=2020-01-01&happened_before=${at(1)}`))[0]?.id, latest.id)
    ok(!(await events(`happened_before=${at(0)}`)).some(({ id }) => id === latest.id))
    const { status, body } = await world.ada.get('/api/admin/events?happened_after=2026-02-30')
    deepEqual([status, body.errors[0].pointer], [400, '/happened_after'])
  })

  test('finds an instant without scanning all events', async () => {
    await api.db.deleteFrom('events').execute()
    equal(await firstEventFrom(api.db, '2026-01-01T00:00:00.000Z'), 1)
    const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00.000Z`
    for (const id of [3, 4, 9, 10, 27]) {
      const event = { type: 'task.updated', type_version: 1, audience: '[]', subject_type: 'task', changes: '{}' }
      const row = { ...event, id, actor_id: null, project_id: null, subject_id: 1, trace: null, happened_at: day(id) }
      await api.db.insertInto('events').values(row).execute()
    }
    const found = await Promise.all([1, 3, 4, 5, 9, 10, 11, 27, 28].map((id) => firstEventFrom(api.db, day(id))))
    // An id that no event has stands for the next one.
    deepEqual(
      found.map((id) => [3, 4, 9, 10, 27].find((one) => one >= id)),
      [3, 3, 4, 9, 9, 10, 27, 27, undefined],
    )
  })
})
