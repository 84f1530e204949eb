import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rowOf } from './import-table.ts'

describe('The id of a row', () => {
  const idOf = (row: Record<string, string | null>) =>
    rowOf({ table: 'members', key: Object.keys(row), columns: {}, unread: [] }, row).id

  test('is its key, unchanged', () => {
    deepEqual([idOf({ id: '7' }), idOf({ id: 'a:b\\c' }), idOf({ project: '7', user: '8' })], ['7', 'a:b\\c', '7:8'])
  })

  test('is never the id of another row', () => {
    const rows = [
      { name: 'a', owner: 'b:c' },
      { name: 'a:b', owner: 'c' },
      { name: 'a\\', owner: 'b' },
      { name: 'a\\:b', owner: '' },
      { name: 'a', owner: '' },
      { name: 'a', owner: null },
      { name: 'a', owner: '\\null' },
    ]
    equal(new Set(rows.map(idOf)).size, rows.length)
  })
})
