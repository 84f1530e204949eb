import { deepEqual, equal, match } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { worldOf } from '../../../test/kit/world.ts'

eachDatabase('Bulk operations', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const bulk = (operations: unknown, mode?: string) => world.ann.post('/api/tasks/bulk', { mode, operations })
  const statuses = (body: { results: { status: number }[] }) => body.results.map(({ status }) => status)

  async function task(title = 'Old'): Promise<number> {
    const { body } = await world.ann.post('/api/tasks', { title })
    await api.newEvents()
    return body.id
  }

  for (const mode of [undefined, 'all', 'each']) {
    test(`create, change, complete and delete tasks in order, with mode ${mode ?? 'left out'}`, async () => {
      const [changed, completed, deleted] = [await task(), await task(), await task()]
      const uid = randomUUID()
      const { status, body } = await bulk(
        [
          { op: 'create', task: { title: 'New', uid } },
          { op: 'update', id: changed, task: { title: 'Changed' }, version: 1 },
          { op: 'complete', id: completed },
          { op: 'delete', id: deleted },
          { op: 'create', task: { title: 'New', uid } },
        ],
        mode,
      )
      equal(status, 200)
      deepEqual(statuses(body), [201, 200, 200, 204, 200])
      equal(body.results[0].task.id, body.results[4].task.id)
      deepEqual(
        [body.results[1].task.title, body.results[2].task.completed, body.results[3].task],
        ['Changed', true, undefined],
      )
      deepEqual(await api.newEvents(), ['task.created', 'task.updated', 'task.completed', 'task.deleted'])
    })
  }

  test('are all rolled back when one is refused, with their events', async () => {
    const [first, last] = [await task(), await task()]
    const before = await api.db.selectFrom('tasks').selectAll().orderBy('id').execute()
    const { status, body } = await bulk([
      { op: 'create', task: { title: 'Never' } },
      { op: 'complete', id: first },
      { op: 'delete', id: 999_999 },
      { op: 'delete', id: last },
    ])
    deepEqual([status, body.code], [404, 'task.not_found'])
    deepEqual(body.errors, [{ pointer: '/operations/2', detail: 'The task does not exist.' }])
    match(body.detail, /^Operation 2 \(delete\) failed and nothing was changed\./)
    deepEqual(await api.newEvents(), [])
    deepEqual(await api.db.selectFrom('tasks').selectAll().orderBy('id').execute(), before)
  })

  test('report the invalid field within the whole request', async () => {
    const id = await task()
    for (const [operation, pointer, status] of [
      [{ op: 'create', task: { title: 'x', category: 999_999 } }, '/operations/1/task/category', 404],
      [{ op: 'update', id, task: { status: 'in_progress', completed: true } }, '/operations/1/task/completed', 400],
      [{ op: 'create', task: { title: '' } }, '/operations/1/task/title', 400],
      [{ op: 'complete', id, version: 9 }, '/operations/1', 412],
      [{ op: 'vanish', id }, '/operations/1', 400],
    ] as const) {
      const response = await bulk([{ op: 'create', task: { title: 'ok' } }, operation])
      equal(response.status, status, pointer)
      equal(response.body.errors[0].pointer.startsWith(pointer), true, response.body.errors[0].pointer)
    }
    deepEqual(await api.newEvents(), [])
  })

  test('are independent on request: a refused operation undoes no other', async () => {
    const id = await task()
    const { body: theirs } = await world.cleo.post('/api/tasks', { title: 'Hers' })
    await api.newEvents()
    const { status, body } = await bulk(
      [
        { op: 'create', task: { title: 'New' } },
        { op: 'complete', id: theirs.id },
        { op: 'update', id, task: { title: 'Late' }, version: 7 },
        { op: 'complete', id },
        { op: 'create', task: { title: 'x', project: 999_999 } },
      ],
      'each',
    )
    equal(status, 200)
    deepEqual(statuses(body), [201, 404, 412, 200, 404])
    deepEqual(
      body.results.map(({ problem }: { problem?: { code: string } }) => problem?.code),
      [undefined, 'task.not_found', 'version.stale', undefined, 'project.not_found'],
    )
    deepEqual(await api.newEvents(), ['task.created', 'task.completed'])
    equal((await world.ann.get(`/api/tasks/${id}`)).body.title, 'Old')
    equal((await world.cleo.get(`/api/tasks/${theirs.id}`)).body.completed, false)
  })

  test('are independent even if a project is deleted during the request', async () => {
    const { body: project } = await world.ann.post('/api/projects', { name: 'Short' })
    await world.ann.get('/api/tasks')
    await api.newEvents()
    // No event tells of it, as while another process deletes it.
    await api.db.deleteFrom('projects').where('id', '=', project.id).execute()
    const { status, body } = await bulk(
      [
        { op: 'create', task: { title: 'One' } },
        { op: 'create', task: { title: 'Two', project: project.id } },
        { op: 'create', task: { title: 'Three' } },
      ],
      'each',
    )
    equal(status, 200)
    deepEqual(statuses(body), [201, 409, 201])
    equal(body.results[1].problem.code, 'reference.gone')
    deepEqual(await api.newEvents(), ['task.created', 'task.created'])
  })

  for (const mode of ['all', 'each']) {
    test(`reopen and move tasks, and accept a uid instead of an id, with mode ${mode}`, async () => {
      const [first, second] = [await task('First'), await task('Second')]
      const uid = randomUUID()
      const { status, body } = await bulk(
        [
          { op: 'create', task: { title: 'Third', uid } },
          { op: 'update', uid, task: { title: 'Third one' }, version: 1 },
          { op: 'complete', uid: uid.toUpperCase(), version: 2 },
          { op: 'reopen', uid },
          { op: 'move', uid, before: second },
          { op: 'move', id: first, last: true },
          { op: 'delete', uid },
        ],
        mode,
      )
      equal(status, 200)
      deepEqual(statuses(body), [201, 200, 200, 200, 200, 200, 204])
      const [, updated, completed, reopened, moved, last] = body.results.map(({ task }: { task: object }) => task)
      deepEqual([updated.title, completed.status, reopened.status], ['Third one', 'completed', 'pending'])
      equal(moved.rank < last.rank, true)
      const types = ['task.created', 'task.updated', 'task.completed', 'task.reopened']
      deepEqual(await api.newEvents(), [...types, 'task.updated', 'task.updated', 'task.deleted'])
    })
  }

  test('identify a visible task by its id or its uid', async () => {
    const { body: theirs } = await world.cleo.post('/api/tasks', { title: 'Hers' })
    const id = await task()
    for (const [operation, pointer, status] of [
      [{ op: 'complete', uid: theirs.uid }, '/operations/0/uid', 404],
      [{ op: 'update', uid: randomUUID(), task: {} }, '/operations/0/uid', 404],
      [{ op: 'update', id, uid: randomUUID(), task: {} }, '/operations/0', 400],
      [{ op: 'reopen' }, '/operations/0', 400],
      [{ op: 'move', id, after: theirs.id }, '/operations/0/after', 404],
      [{ op: 'move', id, after: id }, '/operations/0/after', 400],
    ] as const) {
      const response = await bulk([operation])
      deepEqual([response.status, response.body.errors[0].pointer], [status, pointer])
    }
    deepEqual(await api.newEvents(), [])
  })

  test('are limited to 100, and need at least one', async () => {
    const creates = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ op: 'create', task: { title: `${index}` } }))
    for (const operations of [creates(101), []]) {
      const { status, body } = await bulk(operations)
      deepEqual([status, body.errors[0].pointer], [400, '/operations'])
    }
    deepEqual(await api.newEvents(), [])
    const { body } = await bulk(creates(100))
    deepEqual(new Set(statuses(body)), new Set([201]))
    equal((await api.newEvents()).length, 100)
  })
})
