import { deepEqual, ok, throws } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { REQUEST_CODES } from '../server/app/problem-codes.ts'
import { codesIn, problemCodes } from './problem-codes.ts'

test('The code of a problem is found however it is thrown', () => {
  const source = `
    throw new Problem('conflict', 'thing.taken', 'It is taken.')
    throw fieldProblem(
      'forbidden',
      'thing.not_yours',
      '/thing',
    )
    throw notFound('other_thing', '/other_thing')
    fieldProblem(isLate(at) ? 'conflict' : 'invalid', 'thing.has_passed', '/at', 'A (late) time')
    throw invalidField('/at', 'This has no code of its own. Choose another.')
    throw new Problem('invalid', known.code, known.detail)
    return { status: 421, code: 'thing.elsewhere' }
    const REFUSALS = {
      GONE: {
        status: 410,
        code: 'thing.gone',
      },
    }
    await recordEvent(tx, 'thing.created', {})
    query.where('thing.id', '=', id)`
  const codes = ['elsewhere', 'gone', 'has_passed', 'not_yours', 'taken'].map((reason) => `thing.${reason}`)
  deepEqual(codesIn(source, 'things.ts').sort(), ['other_thing.not_found', ...codes])
})

test('The code of a problem cannot be computed, because it would not be found', () => {
  for (const code of ['CODE', 'codeOf(reason)', "isGone ? 'thing.gone' : 'thing.lost'"]) {
    throws(() => codesIn(`throw new Problem('conflict', ${code}, 'No.')`, 'things.ts'), /things\.ts computes/)
  }
})

test('Every code of the server is documented', () => {
  const page = readFileSync(new URL('../docs/api.md', import.meta.url), 'utf8')
  deepEqual(
    problemCodes().filter((code) => !page.includes(`\`${code}\``)),
    [],
  )
})

test('The codes of wrong requests exist', () => {
  const codes = problemCodes()
  deepEqual(
    REQUEST_CODES.filter((code) => !codes.includes(code)),
    [],
  )
})

test('The codes of the server are no types of events, and none is listed twice', () => {
  const codes = problemCodes()
  ok(codes.includes('task.not_found') && !codes.includes('task.created'))
  deepEqual([...new Set(codes)], codes)
})
