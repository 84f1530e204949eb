import { equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { writtenDate } from './dates.ts'

const german = { locale: 'de', timezone: 'Europe/Berlin' }
const plain = (text: string): string => text.replaceAll(/\s/g, ' ')

describe('A date in an email', () => {
  test('is in the language and time zone of the recipient, in summer and winter', () => {
    equal(writtenDate('2026-10-25T00:30:00.000Z', german), 'Sonntag, 25. Oktober 2026 um 02:30 MESZ')
    equal(writtenDate('2026-10-25T01:30:00.000Z', german), 'Sonntag, 25. Oktober 2026 um 02:30 MEZ')
    equal(writtenDate('2026-03-29T00:59:00.000Z', german), 'Sonntag, 29. März 2026 um 01:59 MEZ')
    equal(writtenDate('2026-03-29T01:00:00.000Z', german), 'Sonntag, 29. März 2026 um 03:00 MESZ')
    const american = { locale: 'en-US', timezone: 'America/New_York' }
    equal(plain(writtenDate('2026-12-01T01:00:00.000Z', american)), 'Monday, November 30, 2026 at 8:00 PM EST')
  })

  test('without a time is the same day in every time zone', () => {
    equal(writtenDate('2026-12-01', german), 'Dienstag, 1. Dezember 2026')
    const samoan = { locale: 'en-GB', timezone: 'Pacific/Pago_Pago' }
    equal(writtenDate('2026-12-01', samoan), 'Tuesday, 1 December 2026')
    equal(writtenDate('2026-12-01', { ...samoan, timezone: 'Pacific/Kiritimati' }), 'Tuesday, 1 December 2026')
  })

  test('is in English when the language is unknown', () => {
    equal(writtenDate('2026-12-01', { locale: 'tlh', timezone: 'UTC' }), 'Tuesday, December 1, 2026')
  })
})
