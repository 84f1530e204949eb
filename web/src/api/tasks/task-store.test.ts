import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Task } from '../schema.d.ts'
import { createTaskStore } from './task-store.ts'

const task = (id: number, version = 1) => ({ id, uid: `uid-${id}`, version, title: `Task ${id}` }) as Task

describe('A task that was deleted', () => {
  test('does not come back with a response to an earlier request', () => {
    const store = createTaskStore()
    store.put([task(1), task(2)])
    const putEarlier = store.reading()
    store.forget(1)
    putEarlier([task(1), task(2, 2)])
    equal(store.get(1), undefined)
    equal(store.get(2)?.version, 2)
  })

  test('comes back with a response to a later request, because it may be visible again', () => {
    const store = createTaskStore()
    store.put([task(1)])
    store.forget(1)
    const putLater = store.reading()
    store.forget(2)
    putLater([task(1), task(2)])
    deepEqual(
      store.all().map(({ id }) => id),
      [1],
    )
  })
})
