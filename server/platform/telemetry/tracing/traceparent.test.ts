import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { parseTraceparent, traceparentOf } from './traceparent.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

test('a traceparent is parsed and formatted symmetrically', () => {
  const context = parseTraceparent(`00-${TRACE}-${SPAN}-01`)
  deepEqual(context, { traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true })
  equal(context && traceparentOf(context), `00-${TRACE}-${SPAN}-01`)
})

test('a traceparent of a later version is parsed as far as it is known', () => {
  equal(parseTraceparent(`cc-${TRACE}-${SPAN}-09-what-comes`)?.traceFlags, 1)
})

test('an invalid traceparent is ignored', () => {
  for (const text of [
    '',
    'ann',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
  ]) {
    equal(parseTraceparent(text), undefined, text)
  }
})
