import { equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as check, integer, property, record } from 'fast-check'
import { DURATION_PATTERN, longestInDays, spelledAlike } from './iso-duration.ts'

const fits = (text: string): boolean => new RegExp(DURATION_PATTERN).test(text)

describe('A duration', () => {
  test('has one spelling, in which days stay days', () => {
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
    for (const [written, spelled] of Object.entries(spellings)) {
      ok(fits(written), written)
      equal(spelledAlike(written), spelled, written)
    }
  })

  test('spelled alike is as long as it was, and fits the pattern again', () => {
    const part = integer({ min: 0, max: 99 })
    const parts = { years: part, months: part, weeks: part, days: part, hours: part, minutes: part, seconds: part }
    const keepsItsLength = property(record(parts), (fields) => {
      const written = Temporal.Duration.from(fields).toString()
      const spelled = spelledAlike(written)
      ok(fits(spelled), spelled)
      equal(spelledAlike(spelled), spelled)
      const from = Temporal.ZonedDateTime.from('2026-01-31T12:00[Europe/Berlin]')
      equal(from.add(spelled).toString(), from.add(written).toString())
    })
    check(keepsItsLength)
  })

  test('is nothing else', () => {
    const others = [
      '',
      'P',
      'PT',
      'P1DT',
      '30M',
      'T30M',
      'PT1.5H',
      'P-1D',
      'PT30M ',
      '+P1D',
      'p1d',
      'P1H',
      'PT1D',
      'P1S',
    ]
    for (const text of others) ok(!fits(text), text)
  })

  test('is at most so many days long', () => {
    equal(longestInDays('P1D'), 1)
    equal(longestInDays('PT36H'), 1.5)
    equal(longestInDays('P1Y'), 366)
    equal(longestInDays('P1M'), 31)
  })
})
