import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { readAll } from './src/api/server/pages.ts'

test('every page of a list is read in order', async () => {
  const asked: string[] = []
  const pages: Record<string, { results: number[]; next_cursor: string | null }> = {
    '': { results: [1, 2], next_cursor: 'a' },
    a: { results: [3, 4], next_cursor: 'b' },
    b: { results: [5], next_cursor: null },
  }
  const all = await readAll(async ({ cursor }) => {
    asked.push(cursor)
    return pages[cursor] as { results: number[]; next_cursor: string | null }
  })
  deepEqual(all, [1, 2, 3, 4, 5])
  deepEqual(asked, ['', 'a', 'b'])
})
