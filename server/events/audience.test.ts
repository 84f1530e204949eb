import { deepEqual, equal } from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { apiOn } from '../test/kit/api.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { worldOf } from '../test/kit/world.ts'

eachDatabase('The audience of an event', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  let last = 0

  /** The new events, each with the names of its audience. */
  async function newAudiences(): Promise<[string, string[]][]> {
    const events = await api.db.selectFrom('events').selectAll().where('id', '>', last).orderBy('id').execute()
    last = events.at(-1)?.id ?? last
    const names = new Map<number, string>([[world.project, 'garden']])
    for (const name of ['ann', 'ben', 'vic', 'cleo'] as const) names.set(-world[name].id, name)
    return events.map((event) => [event.type, event.audience.map((scope) => names.get(scope) ?? `${scope}`).toSorted()])
  }

  beforeEach(async () => void (await newAudiences()))

  test('about a private task is its owner and its assignees, before and after the change', async () => {
    const { ann, ben } = world
    const { id } = (await ann.post('/api/tasks', { title: 'Mine' })).body
    deepEqual(await newAudiences(), [['task.created', ['ann']]])
    await ann.patch(`/api/tasks/${id}`, { assigned_to: ben.id })
    deepEqual(await newAudiences(), [['task.assigned', ['ann', 'ben']]])
    await ann.patch(`/api/tasks/${id}`, { title: 'Ours' })
    deepEqual(await newAudiences(), [['task.updated', ['ann', 'ben']]])
    await ann.patch(`/api/tasks/${id}`, { assigned_to: null })
    deepEqual(await newAudiences(), [['task.assigned', ['ann', 'ben']]])
    await ann.delete(`/api/tasks/${id}`)
    deepEqual(await newAudiences(), [['task.deleted', ['ann']]])
  })

  test('about a move is the audience of both places', async () => {
    const { ann, project } = world
    const { id } = (await ann.post('/api/tasks', { title: 'Moves' })).body
    await newAudiences()
    await ann.patch(`/api/tasks/${id}`, { project })
    deepEqual(await newAudiences(), [['task.updated', ['ann', 'garden']]])
  })

  test('about a member is the project and the user who joins or leaves', async () => {
    const { ann, cleo, project } = world
    const { body: made } = await ann.post('/api/tasks', { title: 'Dig', project })
    equal((await ann.post(`/api/projects/${project}/members`, { username: 'cleo' })).status, 201)
    await ann.patch(`/api/tasks/${made.id}`, { assigned_to: cleo.id })
    await newAudiences()
    await ann.delete(`/api/projects/${project}/members/${cleo.id}`)
    deepEqual(await newAudiences(), [
      ['project.member_removed', ['cleo', 'garden']],
      ['task.assigned', ['garden']],
    ])
  })

  test('about a category is the owner of a private one and the project of a shared one', async () => {
    const { ann, project } = world
    await ann.post('/api/categories', { name: 'Own' })
    await ann.post('/api/categories', { name: 'Shared', project })
    deepEqual(await newAudiences(), [
      ['category.created', ['ann']],
      ['category.created', ['garden']],
    ])
  })

  test('about an account, a profile or a session is that user only', async () => {
    const { cleo } = world
    await cleo.patch('/api/profile', { bio: 'b' })
    await cleo.patch('/api/users/me', { username: 'cleopatra' })
    await api.send('POST', '/api/token/refresh', { body: { refresh: cleo.refresh } })
    deepEqual(await newAudiences(), [
      ['profile.updated', ['cleo']],
      ['user.updated', ['cleo']],
      ['person.updated', ['cleo']],
      ['session.refreshed', ['cleo']],
    ])
  })
})
