import { equal, ok, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as check, integer, property, record } from 'fast-check'
import { DURATION_PATTERN, leadTime } from './iso-duration.ts'
import { Problem } from './problem.ts'

const canonical = (text: string): string => leadTime(text, '/before')

const fits = (text: string): boolean => new RegExp(DURATION_PATTERN).test(text)

describe('A duration', () => {
  test('has one canonical form, in which days remain days', () => {
    const spellings: Record<string, string> = {
      PT30M: 'PT30M',
      '-PT30M': 'PT30M',
      PT90M: 'PT1H30M',
      PT3600S: 'PT1H',
      PT24H: 'PT24H',
      P1D: 'P1D',
      '-P1D': 'P1D',
      P1W: 'P7D',
      P1W1D: 'P8D',
      P12M: 'P1Y',
      P1DT60M: 'P1DT1H',
      PT0M: 'PT0S',
      P0D: 'PT0S',
    }
    for (const [written, canonicalForm] of Object.entries(spellings)) {
      ok(fits(written), written)
      equal(canonical(written), canonicalForm, written)
    }
  })

  test('has the same length in its canonical form, which matches the pattern again', () => {
    const few = integer({ min: 0, max: 3 })
    const some = integer({ min: 0, max: 99 })
    const parts = { months: few, weeks: few, days: some, hours: some, minutes: some, seconds: some }
    const keepsItsLength = property(record(parts), (fields) => {
      const written = Temporal.Duration.from(fields).toString()
      const canonicalForm = canonical(written)
      ok(fits(canonicalForm), canonicalForm)
      equal(canonical(canonicalForm), canonicalForm)
      const from = Temporal.ZonedDateTime.from('2026-01-31T12:00[Europe/Berlin]')
      equal(from.add(canonicalForm).toString(), from.add(written).toString())
    })
    check(keepsItsLength)
  })

  test('has no other format', () => {
    const others = ['', '30M', 'T30M', 'PT1.5H', 'P-1D', 'PT30M ', '+P1D', 'p1d', 'P1H', 'PT1D', 'P1S']
    for (const text of others) ok(!fits(text), text)
    for (const text of ['P', '-P', 'PT', 'P1DT']) throws(() => leadTime(text, '/before'), Problem, text)
  })

  test('is at most one year, in months, days or seconds', () => {
    for (const text of ['P1Y', 'P12M', 'P366D', 'P52W', 'PT8784H']) ok(canonical(text), text)
    for (const text of ['P1Y1D', 'P13M', 'P367D', 'PT8784H1S', '-P2Y', 'P9999Y', 'PT99999999S']) {
      throws(
        () => leadTime(text, '/before'),
        (reason) => reason instanceof Problem && reason.errors?.[0]?.pointer === '/before',
        text,
      )
    }
  })
})
