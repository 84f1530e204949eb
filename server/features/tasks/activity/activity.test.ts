import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { type Person, worldOf } from '../../../test/kit/world.ts'

eachDatabase('The activity of a task', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('lists who did what, oldest first', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Plant', project: world.project })
    const url = `/api/tasks/${task.id}`
    await world.ben.patch(url, { title: 'Plant roses', assigned_to: world.vic.id })
    await world.vic.post(`${url}/complete`)
    await world.ann.post(`${url}/reopen`)
    const { body } = await world.vic.get(`${url}/activity`)
    const entries = body.results.map((entry: { type: string; actor: { username: string } }) => [
      entry.type,
      entry.actor.username,
    ])
    deepEqual(entries, [
      ['task.created', 'ann'],
      ['task.updated', 'ben'],
      ['task.assigned', 'ben'],
      ['task.completed', 'vic'],
      ['task.reopened', 'ann'],
    ])
    equal(body.count, 5)
    deepEqual(body.results[0].changes.title, { from: null, to: 'Plant' })
    deepEqual(body.results[1].changes, { title: { from: 'Plant', to: 'Plant roses' } })
    deepEqual(body.results[2].changes, { assigned_to: { from: null, to: world.vic.id } })
    deepEqual(body.results[3].changes.status, { from: 'pending', to: 'completed' })
    deepEqual(body.results[4].changes.completed_at.to, null)
    deepEqual(body.results[1].actor, { id: world.ben.id, username: 'ben', display_name: 'ben' })
  })

  test('is paginated', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: '0' })
    const url = `/api/tasks/${task.id}`
    for (let title = 1; title <= 4; title++) await world.ann.patch(url, { title: String(title) })
    const first = (await world.ann.get(`${url}/activity?page_size=2`)).body
    const next = new URL(first.next)
    const second = (await world.ann.get(next.pathname + next.search)).body
    const titles = [...first.results, ...second.results].map(({ changes }) => changes.title.to)
    deepEqual([first.count, titles], [5, ['0', '1', '2', '3']])
  })

  test('is visible to users who can see the task', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Private' })
    equal((await world.cleo.get(`/api/tasks/${task.id}/activity`)).status, 404)
    equal((await world.ada.get(`/api/tasks/${task.id}/activity`)).status, 200)
    await world.ann.delete(`/api/tasks/${task.id}`)
    equal((await world.ann.get(`/api/tasks/${task.id}/activity`)).status, 404)
  })

  /** What somebody reads of the history: each type with its changes. */
  async function history(person: Person, id: number): Promise<[string, Record<string, unknown>][]> {
    const { status, body, text } = await person.get(`/api/tasks/${id}/activity`)
    equal(status, 200, text)
    equal(body.count, body.results.length)
    return body.results.map(({ type, changes }: { type: string; changes: Record<string, unknown> }) => [type, changes])
  }

  test('begins for the assignee of a private task with the assignment, without earlier values', async () => {
    const { ann, ben, vic } = world
    const { body: category } = await ann.post('/api/categories', { name: 'Hidden' })
    const { body: task } = await ann.post('/api/tasks', { title: 'Secret', category: category.id })
    const url = `/api/tasks/${task.id}`
    await ann.patch(url, { title: 'Still secret' })
    await ann.patch(url, { title: 'Open', category: null, status: 'completed', assigned_to: ben.id })
    await ann.patch(url, { title: 'Shared' })
    await ann.patch(url, { title: 'Not for Ben', assigned_to: vic.id })
    await ann.patch(url, { title: 'Neither' })
    await ann.patch(url, { title: 'Again', assigned_to: ben.id })
    deepEqual(await history(ben, task.id), [
      ['task.updated', { title: { from: null, to: 'Open' }, category: { from: null, to: null } }],
      ['task.assigned', { assigned_to: { from: null, to: ben.id } }],
      ['task.completed', completedAs(await history(ben, task.id), null)],
      ['task.updated', { title: { from: 'Open', to: 'Shared' } }],
      ['task.left', {}],
      ['task.updated', { title: { from: null, to: 'Again' } }],
      ['task.assigned', { assigned_to: { from: null, to: ben.id } }],
    ])
    for (const person of [ann, world.ada]) {
      const all = await history(person, task.id)
      equal(all.length, 11)
      deepEqual(all.at(-2)?.[1], { title: { from: 'Neither', to: 'Again' } })
    }
  })

  test('begins for the members of a project with the move into it, without earlier values', async () => {
    const { ann, ben, cleo, project } = world
    const { body: other } = await ann.post('/api/projects', { name: 'Other' })
    const { body: task } = await ann.post('/api/tasks', { title: 'Secret', project: other.id })
    const url = `/api/tasks/${task.id}`
    await ann.patch(url, { title: 'Still secret', priority: 'high' })
    await ann.patch(url, { title: 'Open', project })
    await ann.patch(url, { priority: 'low' })
    const expected = [
      ['task.updated', { title: { from: null, to: 'Open' }, project: { from: null, to: project } }],
      ['task.updated', { priority: { from: 'high', to: 'low' } }],
    ]
    deepEqual(await history(ben, task.id), expected)
    // Whoever joins later sees what the others see.
    await ann.post(`/api/projects/${project}/members`, { user_id: cleo.id })
    deepEqual(await history(cleo, task.id), expected)
    await ann.delete(`/api/projects/${project}/members/${cleo.id}`)
    equal((await history(ann, task.id)).length, 4)
    deepEqual((await history(ann, task.id))[2]?.[1], {
      title: { from: 'Still secret', to: 'Open' },
      project: { from: other.id, to: project },
    })
  })

  const completedAs = (all: [string, Record<string, unknown>][], from: unknown) => {
    const [, changes] = all.find(([type]) => type === 'task.completed') ?? []
    return { ...changes, status: { from, to: 'completed' } }
  }
})
