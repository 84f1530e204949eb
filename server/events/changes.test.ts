import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changesBetween, changesFromNothing } from './changes.ts'

describe('The changes between two states of an entity', () => {
  test('are the fields that differ, with both values', () => {
    const before = { title: 'a', priority: 1, due: null as string | null }
    deepEqual(changesBetween(before, { ...before, title: 'b', due: '2026-12-01' }), {
      title: { from: 'a', to: 'b' },
      due: { from: null, to: '2026-12-01' },
    })
  })

  test('are empty when nothing differs or no field is given', () => {
    const before = { title: 'a', tags: ['x', { y: 1 }], due: null }
    equal(changesBetween(before, structuredClone(before)), undefined)
    equal(changesBetween(before, {}), undefined)
    equal(changesBetween<{ title?: string }>(before, { title: undefined } as object), undefined)
  })

  test('omit fields that are not given', () => {
    deepEqual(changesBetween({ title: 'a', priority: 1 }, { priority: 2 }), { priority: { from: 1, to: 2 } })
  })

  test('distinguish null from empty values and treat a missing value as null', () => {
    deepEqual(changesBetween<{ due: unknown }>({ due: '' }, { due: null }), { due: { from: '', to: null } })
    deepEqual(changesBetween<{ due: unknown }>({ due: 0 }, { due: false }), { due: { from: 0, to: false } })
    deepEqual(changesBetween<{ due?: unknown }>({}, { due: 1 }), { due: { from: null, to: 1 } })
  })

  test('compare objects and arrays deeply, ignoring the order of keys', () => {
    const before = { notifications: { digest: false, reminder: true } as object }
    equal(changesBetween(before, { notifications: { reminder: true, digest: false } }), undefined)
    deepEqual(changesBetween({ list: [1, 2] }, { list: [2, 1] }), { list: { from: [1, 2], to: [2, 1] } })
    const after = { digest: false }
    deepEqual(changesBetween(before, { notifications: after }), {
      notifications: { from: before.notifications, to: after },
    })
  })
})

describe('The changes of a new entity', () => {
  test('start from null and omit empty fields', () => {
    deepEqual(changesFromNothing({ title: 'a', description: '', due: null, tags: undefined, done: false, size: 0 }), {
      title: { from: null, to: 'a' },
      done: { from: null, to: false },
      size: { from: null, to: 0 },
    })
    deepEqual(changesFromNothing({}), {})
  })
})
