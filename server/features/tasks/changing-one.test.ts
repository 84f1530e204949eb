import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { findViewer, type Viewer } from '../../access/viewer.ts'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { type Person, worldOf } from '../../test/kit/world.ts'
import { changingOne } from './changing-one.ts'
import { findTask, type TaskForUpdate } from './queries.ts'
import type { TaskInput } from './schema.ts'
import { updateTask } from './service.ts'

eachDatabase('A change of a task that was read before the transaction', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  async function newTask(fields: object = {}): Promise<TaskForUpdate> {
    const { body } = await world.ann.post('/api/tasks', { title: 'As it was', ...fields })
    return (await findTask(api.db, await viewerOf(world.ann), body.id)) as TaskForUpdate
  }

  async function viewerOf({ id, token }: Person): Promise<Viewer> {
    const { sid } = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
    return (await findViewer(api.db, id, sid)) as Viewer
  }

  /** Changes a task that was read too early. */
  async function changeAsIf(task: TaskForUpdate, input: TaskInput) {
    const viewer = await viewerOf(world.ann)
    let runs = 0
    const changed = await changingOne({ db: api.db, viewer }, task.id, (tx, known) => {
      const target = { id: task.id, expected: undefined, known: runs++ === 0 ? task : known }
      return updateTask(tx, viewer, target, input)
    })
    return { changed, runs }
  }

  test('succeeds at the first attempt when the task has not changed since', async () => {
    const task = await newTask()
    await api.newEvents()
    const { changed, runs } = await changeAsIf(task, { title: 'As it is' })
    deepEqual([changed.title, changed.version, runs], ['As it is', 2, 1])
    deepEqual(await api.newEvents(), ['task.updated'])
  })

  test('is retried when the task has changed since', async () => {
    const task = await newTask()
    await world.ann.patch(`/api/tasks/${task.id}`, { priority: 'urgent' })
    await api.newEvents()
    const { changed, runs } = await changeAsIf(task, { title: 'As it is' })
    deepEqual([changed.title, changed.priority, changed.version, runs > 1], ['As it is', 4, 3, true])
    equal((await world.ann.get(`/api/tasks/${task.id}`)).body.priority, 'urgent')
    deepEqual(await api.newEvents(), ['task.updated'])
  })

  test('fails without an event when the task has been deleted since', async () => {
    const task = await newTask()
    await world.ann.delete(`/api/tasks/${task.id}`)
    await api.newEvents()
    await rejects(changeAsIf(task, { title: 'Gone' }), { code: 'task.not_found' })
    deepEqual(await api.newEvents(), [])
  })

  test('updates a reminder that was set since', async () => {
    const task = await newTask({ due_date: '2040-06-15T12:00:00Z' })
    const { body: reminder } = await world.ann.post(`/api/tasks/${task.id}/reminders`, { before: 'PT30M' })
    const armed = () =>
      api.db.selectFrom('reminders').select('next_at').where('id', '=', reminder.id).executeTakeFirstOrThrow()
    const { next_at: before } = await armed()
    await changeAsIf(task, { due_date: '2040-06-14T12:00:00Z' })
    equal(String((await armed()).next_at) < String(before), true)
  })

  test('loses no concurrent change', async () => {
    const { id } = await newTask()
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
})
