import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/api.ts'
import { eachDatabase } from '../../test/each-database.ts'
import { worldOf } from '../../test/world.ts'

eachDatabase('Tasks', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('a new task is its maker’s, and one fact tells of it', async () => {
    const made = await world.ann.post('/api/tasks', { title: ' Water the tomatoes ', due_date: '2026-12-01' })
    equal(made.status, 201)
    equal(made.body.title, 'Water the tomatoes')
    equal(made.body.due_date, '2026-12-01')
    equal(made.body.created_by, world.ann.id)
    equal(made.headers.etag, '"1"')
    equal(made.headers.location, `/api/tasks/${made.body.id}`)
    deepEqual(await api.newFacts(), ['task.created'])
    deepEqual((await world.ann.get(`/api/tasks/${made.body.id}`)).body, made.body)
    equal((await world.cleo.get(`/api/tasks/${made.body.id}`)).status, 404)
  })

  test('completing twice announces once', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Complete me' })
    await api.newFacts()
    const first = await world.ann.post(`/api/tasks/${task.id}/complete`)
    const second = await world.ann.post(`/api/tasks/${task.id}/complete`)
    equal(first.body.status, 'completed')
    equal(first.body.completed, true)
    deepEqual(second.body, first.body)
    deepEqual(await api.newFacts(), ['task.completed'])
  })

  test('a patch that changes nothing announces nothing and keeps the version', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Same', priority: 'high' })
    await api.newFacts()
    const { body } = await world.ann.patch(`/api/tasks/${task.id}`, { title: 'Same', priority: 'high' })
    deepEqual(body, task)
    deepEqual(await api.newFacts(), [])
  })
})
