import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nextDigestAt } from '../../features/notifications/digests/next-digest.ts'
import { remindAt } from '../../features/reminders/rules.ts'
import { dayIn, startOfDay } from '../../platform/time-zone.ts'
import { askZoneinfo, type Question } from '../kit/time-zones/oracle.ts'

/** Weeks with clock changes in zones with unusual rules: by half an hour, at midnight, around Ramadan, twice a year. */
const WEEKS: Record<string, string[]> = {
  'Australia/Lord_Howe': ['2024-04-04', '2024-10-03', '2025-04-03'],
  'America/Santiago': ['2024-04-04', '2024-09-05', '2025-09-04'],
  'Africa/Cairo': ['2024-04-23', '2024-10-29', '2025-04-22'],
  'Africa/Casablanca': ['2024-03-07', '2024-04-11', '2025-02-20'],
  'Europe/Berlin': ['2024-03-28', '2024-10-24'],
  'America/New_York': ['2024-03-07', '2024-10-31'],
  'Asia/Tehran': ['2022-03-19', '2022-09-19'],
  'Asia/Kathmandu': ['2024-06-01'],
  'Pacific/Apia': ['2011-12-28'],
  'Pacific/Kiritimati': ['2024-12-30'],
  'America/Sao_Paulo': ['2018-11-01', '2019-02-14'],
}

const DAYS = 7
const cases = Object.entries(WEEKS).flatMap(([zone, firsts]) =>
  firsts.flatMap((first) =>
    Array.from({ length: DAYS }, (_, index) => ({
      zone,
      day: Temporal.PlainDate.from(first).add({ days: index }).toString(),
    })),
  ),
)

/** Compares our results with those of zoneinfo, all at once, and lists the cases that differ. */
function agree(asked: readonly { question: Question; ours: string | null }[]): void {
  const answers = askZoneinfo(asked.map(({ question }) => question))
  const shown = (answer: (index: number) => unknown) =>
    Object.fromEntries(asked.map(({ question }, index) => [question.join(' '), answer(index)]))
  deepEqual(
    shown((index) => asked[index]?.ours),
    shown((index) => answers[index]),
  )
  equal(answers.length, asked.length)
}

describe('In weeks with clock changes, in agreement with Python’s zoneinfo,', () => {
  test('days start at the right instant', () => {
    // Apia had no 30 December 2011, for which the two libraries return different results.
    const real = cases.filter(({ day }) => day !== '2011-12-30')
    agree(real.map(({ zone, day }) => ({ question: ['start_of_day', zone, day], ours: startOfDay(day, zone) })))
  })

  test('every hour belongs to a day', () => {
    const asked = cases.flatMap(({ zone, day }) =>
      Array.from({ length: 24 }, (_, hour) => {
        const instant = `${day}T${String(hour).padStart(2, '0')}:30:00+00:00`
        return { question: ['day_in', zone, instant] as const, ours: dayIn(instant, zone) }
      }),
    )
    agree(asked)
  })

  for (const [what, before, question] of [
    ['a day before the morning of a plain date', 'P1D', ['days_before_nine', 1]],
    ['a week before it', 'P7D', ['days_before_nine', 7]],
    ['24 hours before it', 'PT24H', ['hours_before_nine', 24]],
    ['half a day before it', 'PT12H', ['hours_before_nine', 12]],
  ] as const) {
    test(`reminders fire ${what}`, () => {
      const [kind, amount] = question
      const real = cases.filter(({ day }) => !day.startsWith('2011-12-3'))
      const ours = (day: string, zone: string) =>
        remindAt({ at: null, before }, { due_date: day, status: 'pending', archived_at: null }, zone)
      agree(real.map(({ zone, day }) => ({ question: [kind, zone, day, amount], ours: ours(day, zone) })))
    })
  }

  for (const hour of [0, 2, 8, 23]) {
    test(`digests are sent at ${hour} o’clock`, () => {
      const asked = cases
        .filter(({ zone }) => zone !== 'Pacific/Apia')
        .flatMap(({ zone, day }) =>
          [0, 6, 12, 18].map((time) => {
            const now = `${day}T${String(time).padStart(2, '0')}:00:00.000Z`
            const question = ['next_hour', zone, now.replace('.000Z', '+00:00'), hour] as const
            return { question, ours: nextDigestAt(now, zone, hour) }
          }),
        )
      agree(asked)
    })
  }
})
