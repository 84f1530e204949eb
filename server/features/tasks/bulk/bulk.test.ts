import { deepEqual, equal, match } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { apiOn } from '../../../test/api.ts'
import { eachDatabase } from '../../../test/each-database.ts'
import { worldOf } from '../../../test/world.ts'

eachDatabase('Tasks in bulk', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const bulk = (operations: unknown, mode?: string) => world.ann.post('/api/tasks/bulk', { mode, operations })
  const statuses = (body: { results: { status: number }[] }) => body.results.map(({ status }) => status)

  async function task(title = 'Old'): Promise<number> {
    const { body } = await world.ann.post('/api/tasks', { title })
    await api.newFacts()
    return body.id
  }

  for (const mode of [undefined, 'all', 'each']) {
    test(`are made, changed, completed and deleted in order, with mode ${mode ?? 'left out'}`, async () => {
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
      deepEqual(await api.newFacts(), ['task.created', 'task.updated', 'task.completed', 'task.deleted'])
    })
  }

  test('are all left as they were when one is refused, and so is the log', async () => {
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
    deepEqual(await api.newFacts(), [])
    deepEqual(await api.db.selectFrom('tasks').selectAll().orderBy('id').execute(), before)
  })

  test('point to the field that is wrong, seen from the whole request', async () => {
    const id = await task()
    for (const [operation, pointer, status] of [
      [{ op: 'create', task: { title: 'x', category: 999_999 } }, '/operations/1/task/category', 404],
      [{ op: 'update', id, task: { status: 'in_progress', completed: true } }, '/operations/1/task/completed', 400],
      [{ op: 'create', task: { title: '' } }, '/operations/1/task/title', 400],
      [{ op: 'complete', id, version: 9 }, '/operations/1', 412],
      [{ op: 'vanish', id }, '/operations/1', 400],
    ] as const) {
      const answer = await bulk([{ op: 'create', task: { title: 'ok' } }, operation])
      equal(answer.status, status, pointer)
      equal(answer.body.errors[0].pointer.startsWith(pointer), true, answer.body.errors[0].pointer)
    }
    deepEqual(await api.newFacts(), [])
  })

  test('stand each by itself when that is asked for: what is refused undoes nothing else', async () => {
    const id = await task()
    const { body: theirs } = await world.cleo.post('/api/tasks', { title: 'Hers' })
    await api.newFacts()
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
    deepEqual(await api.newFacts(), ['task.created', 'task.completed'])
    equal((await world.ann.get(`/api/tasks/${id}`)).body.title, 'Old')
    equal((await world.cleo.get(`/api/tasks/${theirs.id}`)).body.completed, false)
  })

  test('are 100 at most, and one at least', async () => {
    const creates = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ op: 'create', task: { title: `${index}` } }))
    for (const operations of [creates(101), []]) {
      const { status, body } = await bulk(operations)
      deepEqual([status, body.errors[0].pointer], [400, '/operations'])
    }
    deepEqual(await api.newFacts(), [])
    const { body } = await bulk(creates(100))
    deepEqual(new Set(statuses(body)), new Set([201]))
    equal((await api.newFacts()).length, 100)
  })
})
