import { deepEqual, equal, notEqual } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Task } from './src/api/schema.d.ts'
import { createTaskStore } from './src/api/tasks/task-store.ts'

const taskOf = (fields: object) => ({ id: 1, version: 1, title: 'Sow peas', ...fields }) as Task
const turn = () => new Promise((next) => setImmediate(next))

describe('The task store', () => {
  test('does not change or notify when an unchanged list is read again', async () => {
    const store = createTaskStore()
    store.put([taskOf({}), taskOf({ id: 2 })])
    await turn()
    const before = { all: store.all(), task: store.get(1) }
    let notified = 0
    store.subscribe(() => {
      notified += 1
    })
    store.put([taskOf({}), taskOf({ id: 2 })])
    await turn()
    equal(store.all(), before.all)
    equal(store.get(1), before.task)
    equal(notified, 0)

    store.put([taskOf({ title: 'Sow beans' })])
    await turn()
    notEqual(store.all(), before.all)
    equal(store.get(1)?.title, 'Sow beans')
    equal(notified, 1)
  })

  test('shows the server’s value again after a local change was answered', () => {
    const store = createTaskStore()
    store.put([taskOf({})])
    const settle = store.patch(1, { title: 'Sow beans' })
    store.put([taskOf({})])
    equal(store.get(1)?.title, 'Sow beans')
    settle()
    equal(store.get(1)?.title, 'Sow peas')
  })

  test('shows a new task once if the server reports it before it answers its creation', () => {
    const store = createTaskStore()
    store.put([taskOf({ id: -1, uid: 'a', version: 0 })])
    store.put([taskOf({ id: 7, uid: 'a' })])
    deepEqual(
      store.all().map(({ id }) => id),
      [7],
    )
  })
})
