import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readOverview } from './src/features/overview/address.ts'
import { barsOf, periodsUntil } from './src/features/overview/period.ts'
import { de } from './src/messages/de.ts'
import { addDays } from './src/ui/time/days.ts'

const reading = { zone: 'Europe/Berlin', today: '2026-11-29', language: 'de', messages: de }
const daysUntil = (last: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    date: addDays(last, index - count + 1),
    completed: index === count - 1 ? 5 : 1,
    overdue: 0,
  }))
const inWords = (day: string, count: number) => `${day}: ${count}`

describe('The overview', () => {
  test('is determined by its URL, and by default shows the last fourteen days of all users', () => {
    deepEqual(readOverview({}), {})
    deepEqual(readOverview({ who: 'me', days: '30' }), { who: 'me', days: 30 })
    deepEqual(readOverview({ who: 'you', days: 31 }), {})
    deepEqual(readOverview({ days: 14 }), {})
  })

  test('compares with the same number of days before', () => {
    deepEqual(periodsUntil('2026-03-01', 14), {
      from: '2026-02-16',
      to: '2026-03-01',
      before: { from: '2026-02-02', to: '2026-02-15' },
    })
  })

  test('has a bar for each day, and for each week of a year, the last of which is complete', () => {
    const days = barsOf(daysUntil('2026-11-29', 14), reading, inWords)
    deepEqual([days.length, days[0]?.label, days.at(-1)?.title], [14, 'Mo', '29. Nov.: 5'])
    const weeks = barsOf(daysUntil('2026-11-29', 365), reading, inWords)
    equal(weeks.length, 53)
    const labels = weeks.map(({ label }) => label).filter(Boolean)
    deepEqual([labels.length, labels[0], labels.at(-1)], [13, 'Nov', 'Nov'])
    deepEqual([weeks.at(-1)?.key, weeks.at(-1)?.value, weeks[0]?.value], ['2026-11-23', 11, 1])
    equal(
      weeks.reduce((sum, { value }) => sum + value, 0),
      369,
    )
  })
})
