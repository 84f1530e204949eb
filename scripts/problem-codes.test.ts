import { deepEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
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
    invalidField('/at', 'A (late) time', 'thing.has_passed')
    invalidField(\`/operations/\${index}/\${nameOf(field)}\`, 'Wrong', 'thing.wrong')
    throw invalidField('/at', 'This has no code. Choose another.')
    return { status: 421, code: 'thing.elsewhere' }
    await recordEvent(tx, 'thing.created', {})
    query.where('thing.id', '=', id)`
  const codes = ['elsewhere', 'has_passed', 'not_yours', 'taken', 'wrong'].map((reason) => `thing.${reason}`)
  deepEqual(codesIn(source).sort(), ['other_thing.not_found', ...codes])
})

test('The codes of the server are no types of events, and none is listed twice', () => {
  const codes = problemCodes()
  ok(codes.includes('task.not_found') && !codes.includes('task.created'))
  deepEqual([...new Set(codes)], codes)
})
