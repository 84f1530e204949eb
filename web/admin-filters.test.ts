import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { filterFrom } from './src/api/admin/filters.ts'

const filters = [
  { name: 'status', type: 'string', isList: true as const },
  { name: 'overdue', type: 'boolean' },
  { name: 'archived', type: 'string' },
  { name: 'q', type: 'string' },
  { name: 'user_id', type: 'integer' },
]

test('the filter of a list becomes the body of an action, with arrays for lists and without the order', () => {
  const query = { status: 'pending, in_progress', overdue: 'false', archived: 'true', user_id: '7', ordering: '-id' }
  deepEqual(filterFrom({ filters }, query), {
    status: ['pending', 'in_progress'],
    overdue: false,
    archived: 'true',
    user_id: 7,
  })
})
