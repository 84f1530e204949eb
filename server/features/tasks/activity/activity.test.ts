import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/api.ts'
import { eachDatabase } from '../../../test/each-database.ts'
import { worldOf } from '../../../test/world.ts'

eachDatabase('The activity of a task', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('tells who did what, oldest first', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Plant', project: world.project })
    const url = `/api/tasks/${task.id}`
    await world.ben.patch(url, { title: 'Plant roses', assigned_to: world.vic.id })
    await world.vic.post(`${url}/complete`)
    await world.ann.post(`${url}/reopen`)
    const { body } = await world.vic.get(`${url}/activity`)
    const told = body.results.map((entry: { type: string; actor: { username: string } }) => [
      entry.type,
      entry.actor.username,
    ])
    deepEqual(told, [
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

  test('comes in pages', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: '0' })
    const url = `/api/tasks/${task.id}`
    for (let title = 1; title <= 4; title++) await world.ann.patch(url, { title: String(title) })
    const first = (await world.ann.get(`${url}/activity?page_size=2`)).body
    const next = new URL(first.next)
    const second = (await world.ann.get(next.pathname + next.search)).body
    const titles = [...first.results, ...second.results].map(({ changes }) => changes.title.to)
    deepEqual([first.count, titles], [5, ['0', '1', '2', '3']])
  })

  test('is as visible as its task', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Private' })
    equal((await world.cleo.get(`/api/tasks/${task.id}/activity`)).status, 404)
    equal((await world.ada.get(`/api/tasks/${task.id}/activity`)).status, 200)
    await world.ann.delete(`/api/tasks/${task.id}`)
    equal((await world.ann.get(`/api/tasks/${task.id}/activity`)).status, 404)
  })
})
