import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nextStep, remindAt } from './rules.ts'

/** When a reminder of a pending task goes off, in UTC to the minute. */
function fires(timezone: string, due_date: string, before: string): string | undefined {
  return remindAt({ at: null, before }, { due_date, status: 'pending', archived_at: null }, timezone)?.replace(
    ':00.000Z',
    'Z',
  )
}

describe('A reminder of a plain date', () => {
  test('counts from nine in the morning in the user’s time zone, in summer and in winter', () => {
    const mornings: [string, string, string][] = [
      ['Europe/Berlin', '2026-01-15', '2026-01-15T08:00Z'],
      ['Europe/Berlin', '2026-07-15', '2026-07-15T07:00Z'],
      ['America/New_York', '2026-01-15', '2026-01-15T14:00Z'],
      ['America/New_York', '2026-07-15', '2026-07-15T13:00Z'],
      ['Australia/Lord_Howe', '2026-01-15', '2026-01-14T22:00Z'],
      ['Australia/Lord_Howe', '2026-07-15', '2026-07-14T22:30Z'],
      ['Asia/Kolkata', '2026-01-15', '2026-01-15T03:30Z'],
      ['Asia/Kolkata', '2026-07-15', '2026-07-15T03:30Z'],
      ['UTC', '2026-07-15', '2026-07-15T09:00Z'],
      ['Pacific/Kiritimati', '2026-07-15', '2026-07-14T19:00Z'],
      ['Pacific/Pago_Pago', '2026-07-15', '2026-07-15T20:00Z'],
    ]
    for (const [zone, due, instant] of mornings) equal(fires(zone, due, 'PT0S'), instant, `${zone} ${due}`)
  })

  test('a day before fires at nine in the morning of the previous day, whatever the length of that day', () => {
    const weeks: [string, string, string][] = [
      // Clocks go forward on 29 March and back on 25 October: days of 23 and 25 hours.
      ['Europe/Berlin', '2026-03-29', '2026-03-28T08:00Z'],
      ['Europe/Berlin', '2026-03-30', '2026-03-29T07:00Z'],
      ['Europe/Berlin', '2026-10-25', '2026-10-24T07:00Z'],
      ['Europe/Berlin', '2026-10-26', '2026-10-25T08:00Z'],
      // On 8 March and 1 November.
      ['America/New_York', '2026-03-08', '2026-03-07T14:00Z'],
      ['America/New_York', '2026-03-09', '2026-03-08T13:00Z'],
      ['America/New_York', '2026-11-01', '2026-10-31T13:00Z'],
      ['America/New_York', '2026-11-02', '2026-11-01T14:00Z'],
      // Back by half an hour on 5 April, forward on 4 October.
      ['Australia/Lord_Howe', '2026-04-05', '2026-04-03T22:00Z'],
      ['Australia/Lord_Howe', '2026-04-06', '2026-04-04T22:30Z'],
      ['Australia/Lord_Howe', '2026-10-04', '2026-10-02T22:30Z'],
      ['Australia/Lord_Howe', '2026-10-05', '2026-10-03T22:00Z'],
      // Never.
      ['Asia/Kolkata', '2026-03-29', '2026-03-28T03:30Z'],
      ['Asia/Kolkata', '2026-10-25', '2026-10-24T03:30Z'],
    ]
    for (const [zone, due, instant] of weeks) equal(fires(zone, due, 'P1D'), instant, `${zone} ${due}`)
  })

  test('24 hours before differs from a day before when the clocks change between', () => {
    equal(fires('Europe/Berlin', '2026-03-29', 'PT24H'), '2026-03-28T07:00Z')
    equal(fires('Europe/Berlin', '2026-03-29', 'P1D'), '2026-03-28T08:00Z')
    equal(fires('Australia/Lord_Howe', '2026-04-05', 'PT24H'), '2026-04-03T22:30Z')
    equal(fires('Australia/Lord_Howe', '2026-04-05', 'P1D'), '2026-04-03T22:00Z')
    equal(fires('Asia/Kolkata', '2026-03-29', 'PT24H'), fires('Asia/Kolkata', '2026-03-29', 'P1D'))
  })

  test('counts elapsed hours across a clock change', () => {
    equal(fires('Europe/Berlin', '2026-03-29', 'PT8H'), '2026-03-28T23:00Z')
    equal(fires('Europe/Berlin', '2026-10-25', 'PT8H'), '2026-10-25T00:00Z')
    equal(fires('America/New_York', '2026-03-08', 'P1DT8H'), '2026-03-07T06:00Z')
  })

  test('a month before follows the calendar', () => {
    equal(fires('Europe/Berlin', '2026-03-31', 'P1M'), '2026-02-28T08:00Z')
    equal(fires('Europe/Berlin', '2028-03-31', 'P1M'), '2028-02-29T08:00Z')
    equal(fires('Europe/Berlin', '2028-02-29', 'P1Y'), '2027-02-28T08:00Z')
    equal(fires('UTC', '0001-01-01', 'PT0S'), '0001-01-01T09:00Z')
    equal(fires('Pacific/Pago_Pago', '9999-12-31', 'PT0S'), '9999-12-31T20:00Z')
  })
})

describe('A reminder of an instant', () => {
  test('some minutes before fires at the same instant in every time zone', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
      equal(fires(zone, '2026-03-29T01:15:00.000Z', 'PT30M'), '2026-03-29T00:45Z', zone)
    }
  })

  test('a day before fires at the same local time', () => {
    equal(fires('Europe/Berlin', '2026-03-29T16:00:00.000Z', 'P1D'), '2026-03-28T17:00Z')
    equal(fires('America/New_York', '2026-03-29T16:00:00.000Z', 'P1D'), '2026-03-28T16:00Z')
    equal(fires('Australia/Lord_Howe', '2026-04-05T02:00:00.000Z', 'P1D'), '2026-04-04T01:30Z')
    equal(fires('Asia/Kolkata', '2026-03-29T16:00:00.000Z', 'P1D'), '2026-03-28T16:00Z')
  })

  test('that falls into the gap of a clock change fires later by the length of the gap', () => {
    // 02:30 on 29 March is not on Berlin's clocks: 03:30 is.
    equal(fires('Europe/Berlin', '2026-03-30T00:30:00.000Z', 'P1D'), '2026-03-29T01:30Z')
    equal(fires('America/New_York', '2026-03-09T06:30:00.000Z', 'P1D'), '2026-03-08T07:30Z')
    // 02:15 on 4 October is not on those of Lord Howe Island: 02:45 is.
    equal(fires('Australia/Lord_Howe', '2026-10-04T15:15:00.000Z', 'P1D'), '2026-10-03T15:45Z')
  })

  test('that falls into the repeated hour of a clock change fires at its first occurrence', () => {
    // 02:30 on 25 October: at 00:30 and at 01:30 in UTC.
    equal(fires('Europe/Berlin', '2026-10-26T01:30:00.000Z', 'P1D'), '2026-10-25T00:30Z')
    equal(fires('America/New_York', '2026-11-02T06:30:00.000Z', 'P1D'), '2026-11-01T05:30Z')
    // 01:45 on 5 April: at 14:45 and at 15:15 the day before.
    equal(fires('Australia/Lord_Howe', '2026-04-05T15:15:00.000Z', 'P1D'), '2026-04-04T14:45Z')
  })
})

describe('A reminder at an instant', () => {
  test('does not depend on the due date of the task, and has no time while the task is closed', () => {
    const at = '2026-12-01T09:00:00.000Z'
    for (const due_date of [null, '2026-11-01', '2027-01-01T00:00:00.000Z']) {
      for (const status of ['pending', 'in_progress'] as const) {
        equal(remindAt({ at, before: null }, { due_date, status, archived_at: null }, 'Asia/Kolkata'), at)
      }
      for (const status of ['completed', 'cancelled'] as const) {
        equal(remindAt({ at, before: null }, { due_date, status, archived_at: null }, 'UTC'), null)
        equal(remindAt({ at: null, before: 'P1D' }, { due_date, status, archived_at: null }, 'UTC'), null)
      }
    }
  })
})

describe('The next step of a reminder', () => {
  const now = '2026-12-01T12:00:00.000Z'
  const earlier = '2026-12-01T11:00:00.000Z'
  const before = '2026-12-01T10:00:00.000Z'
  const later = '2026-12-01T13:00:00.000Z'

  test('is to wait for its time, and to fire then or as soon as possible', () => {
    deepEqual(nextStep(later, before, now), { kind: 'wait', until: later })
    deepEqual(nextStep(now, before, now), { kind: 'fire', remindAt: now })
    deepEqual(nextStep(earlier, before, now), { kind: 'fire', remindAt: earlier })
  })

  test('is to do nothing when its time had passed before it was set, or it has none', () => {
    deepEqual(nextStep(before, earlier, now), { kind: 'idle' })
    deepEqual(nextStep(earlier, earlier, now), { kind: 'idle' })
    deepEqual(nextStep(null, before, now), { kind: 'idle' })
  })
})
