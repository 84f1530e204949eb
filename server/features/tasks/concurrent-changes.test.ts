import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

eachDatabase('Concurrent changes of a task', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const newTask = async (fields: object = {}) =>
    (await world.ann.post('/api/tasks', { title: 'As it was', ...fields })).body.id as number

  test('are all applied, one after the other', async () => {
    const id = await newTask()
    await api.newEvents()
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => world.ann.patch(`/api/tasks/${id}`, { title: `Title ${index}` })),
    )
    deepEqual(
      responses.map(({ body }) => body.version).toSorted((one, other) => one - other),
      Array.from({ length: 20 }, (_, index) => index + 2),
    )
    equal((await api.newEvents()).length, 20)
  })

  test('lose no field', async () => {
    const id = await newTask()
    const changes = [{ title: 'New' }, { priority: 'urgent' }, { status: 'in_progress' }, { due_date: '2040-01-01' }]
    await Promise.all(changes.map((change) => world.ann.patch(`/api/tasks/${id}`, change)))
    const { title, priority, status, due_date } = (await world.ann.get(`/api/tasks/${id}`)).body
    deepEqual([title, priority, status, due_date], ['New', 'urgent', 'in_progress', '2040-01-01'])
  })

  test('that expect the same version: one succeeds', async () => {
    const id = await newTask()
    const responses = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        world.ann.patch(`/api/tasks/${id}`, { title: `Title ${index}`, version: 1 }),
      ),
    )
    deepEqual(responses.map(({ status }) => status).toSorted(), [200, ...Array(9).fill(412)])
  })

  test('record nothing after its deletion', async () => {
    const id = await newTask()
    await api.newEvents()
    const [deletion, ...changes] = await Promise.all([
      world.ann.delete(`/api/tasks/${id}`),
      ...Array.from({ length: 10 }, (_, index) => world.ann.patch(`/api/tasks/${id}`, { title: `Title ${index}` })),
    ])
    equal(deletion.status, 204)
    ok(changes.every(({ status }) => status === 200 || status === 404))
    const events = await api.newEvents()
    equal(events.at(-1), 'task.deleted')
    equal(events.length, 1 + changes.filter(({ status }) => status === 200).length)
  })

  test('move a reminder that is being set', async () => {
    const id = await newTask({ due_date: '2040-06-15T12:00:00Z' })
    const [, { body: reminder }] = await Promise.all([
      world.ann.patch(`/api/tasks/${id}`, { due_date: '2040-06-14T12:00:00Z' }),
      world.ann.post(`/api/tasks/${id}/reminders`, { before: 'PT30M' }),
    ])
    const { body } = await world.ann.get(`/api/tasks/${id}/reminders/${reminder.id}`)
    equal(body.remind_at, '2040-06-14T11:30:00.000Z')
  })

  test('refer to no category that was deleted meanwhile', async () => {
    for (let round = 0; round < 10; round++) {
      const { body: category } = await world.ann.post('/api/categories', { name: `Errands ${round}` })
      const id = await newTask()
      const [change, creation] = await Promise.all([
        world.ann.patch(`/api/tasks/${id}`, { category: category.id }),
        world.ann.post('/api/tasks', { title: 'Another', category: category.id }),
        world.ann.delete(`/api/categories/${category.id}`),
      ])
      ok([200, 404].includes(change.status), `${change.status} ${JSON.stringify(change.body)}`)
      ok([201, 404].includes(creation.status), `${creation.status} ${JSON.stringify(creation.body)}`)
      equal((await world.ann.get(`/api/tasks/${id}`)).body.category, null)
    }
  })
})
