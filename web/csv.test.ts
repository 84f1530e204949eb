import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine } from './src/features/admin/list/csv.ts'

test('an exported cell is text, never a formula, and remains one cell', () => {
  equal(
    csvLine(['=1+1', '@now', '-2', '+x', 'a,b', 'say "hi"', null, true, 'two\nlines', { a: 1 }]),
    `'=1+1,'@now,-2,'+x,"a,b","say ""hi""",,true,"two\nlines","{""a"":1}"\r\n`,
  )
})
