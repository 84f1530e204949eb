import { deepEqual, equal, notDeepEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { comparisonShape, projectsOf } from '../dataset/shapes.ts'
import { tasksOf } from '../dataset/tasks.ts'
import { essenceOf } from './agreement.ts'
import { plansFor } from './plans.ts'
import { onTheWire, type Request } from './requests.ts'

const shape = comparisonShape()
const plans = plansFor(shape)
const tasks = new Map([...tasksOf(shape)].map((task) => [task.id, task]))

describe('The workloads', () => {
  test('are the same in every run', () => deepEqual(plansFor(shape), plans))

  test('read only what the reader can see', () => {
    for (const { user, path } of plans.read) {
      const task = tasks.get(Number(path.split('/').at(-1)))
      ok(task?.owner === user || projectsOf(shape, user as number).includes(task?.project as number), path)
    }
  })

  test('mix reads, lists, projects and writes in the proportions of real use', () => {
    const share = (test: (request: Request) => boolean) => plans.mix.filter(test).length / plans.mix.length
    const isNear = (found: number, wanted: number) => ok(Math.abs(found - wanted) < 0.02, `${found} is not ${wanted}`)
    isNear(
      share(({ method, path }) => method === 'GET' && /tasks\/\d+$/.test(path)),
      0.65,
    )
    isNear(
      share(({ method, path }) => method === 'GET' && path === '/api/tasks'),
      0.23,
    )
    isNear(
      share(({ path }) => path === '/api/projects'),
      0.09,
    )
    isNear(
      share(({ method }) => method !== 'GET'),
      0.03,
    )
  })

  test('change a task with every write, however often they are repeated', () => {
    for (const plan of [plans.complete, plans.update]) {
      const last = new Map<string, string>()
      for (const { path, body } of [...plan, ...plan]) {
        const task = /tasks\/(\d+)/.exec(path)?.[1] as string
        const change = JSON.stringify(body) ?? path
        ok(last.get(task) !== change, `${path} ${change}`)
        last.set(task, change)
      }
    }
  })

  test('never write what readers can see', () => {
    const readers = new Set(shape.readers)
    const writes = [...plans.create, ...plans.update, ...plans.complete]
    ok(writes.every(({ user }) => !readers.has(user as number)))
    const seen = new Set(shape.readers.flatMap((user) => projectsOf(shape, user)))
    ok(shape.writers.every((user) => projectsOf(shape, user).every((project) => !seen.has(project))))
  })

  test('are sent as HTTP, with the length of the body in bytes', () => {
    const request: Request = { method: 'POST', path: '/api/tasks', user: 3, body: { title: 'Größe' } }
    const text = onTheWire(request, (user) => `x-user: ${user}`)
    equal(
      text,
      'POST /api/tasks HTTP/1.1\r\nhost: localhost\r\nx-user: 3\r\ncontent-type: application/json\r\n' +
        'content-length: 19\r\n\r\n{"title":"Größe"}',
    )
  })

  test('treat responses as equal if they differ only in the format of timestamps', () => {
    const page = (task: object) => ({ count: 1, count_is_exact: true, next: null, previous: null, results: [task] })
    const ours = page({ id: 1, created_at: '2026-01-01T00:00:00.400Z', completed_at: null })
    deepEqual(
      essenceOf(ours),
      essenceOf(page({ id: 1, created_at: '2026-01-01T00:00:00.400000Z', completed_at: null })),
    )
    notDeepEqual(
      essenceOf(ours),
      essenceOf(page({ id: 2, created_at: '2026-01-01T00:00:00.400Z', completed_at: null })),
    )
  })
})
