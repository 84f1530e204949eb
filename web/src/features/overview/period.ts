import type { TaskHistory } from '../../api/schema.d.ts'
import { addDays } from '../../ui/time/days.ts'
import { dayInParts, dayInWords, type Reading } from '../../ui/time/words.ts'
import { PERIODS, type PeriodLength } from './address.ts'
import type { Bar } from './charts/Bars.tsx'

/** The days of a period that ends today, and of the preceding period of the same length. */
export function periodsUntil(today: string, length: PeriodLength) {
  const from = addDays(today, 1 - length)
  return { from, to: today, before: { from: addDays(from, -length), to: addDays(from, -1) } }
}

export const totalOf = ({ days }: Pick<TaskHistory, 'days'>): number =>
  days.reduce((sum, { completed }) => sum + completed, 0)

type Day = TaskHistory['days'][number]
const DAYS_OF_WEEK = 7
const MOST_BARS = 92

/** Days if there are few of them, otherwise weeks. */
export const isByWeek = (days: readonly unknown[]): boolean => days.length > MOST_BARS

/** Groups days by day or by week. The last week is complete. */
export function partsOf<One>(days: readonly One[]): One[][] {
  const size = isByWeek(days) ? DAYS_OF_WEEK : 1
  const parts: One[][] = []
  for (let end = days.length; end > 0; end -= size) parts.unshift(days.slice(Math.max(0, end - size), end))
  return parts
}

/** A bar for each day or week, with a label where there is room for one. */
export function barsOf(days: readonly Day[], reading: Reading, inWords: (day: string, count: number) => string): Bar[] {
  const labelOf = labelsFor(days.length, reading.language)
  return partsOf(days).map((part, index) => {
    const { date } = part[0] as Day
    const value = totalOf({ days: part })
    return { key: date, value, label: labelOf(date, index), title: inWords(dayInWords(date, reading), value) }
  })
}

/** Weekdays, dates at intervals, or each month once. */
function labelsFor(count: number, language: string): (date: string, index: number) => string {
  if (count <= PERIODS[0]) return (date) => dayInParts(date, language, { weekday: 'short' })
  if (count <= MOST_BARS) {
    const step = Math.ceil(count / PERIODS[0])
    const parts = { day: 'numeric', month: 'numeric' } as const
    return (date, index) => (index % step === 0 ? dayInParts(date, language, parts) : '')
  }
  let last = ''
  return (date) => {
    const month = dayInParts(date, language, { month: 'short' })
    const isNew = month !== last
    last = month
    return isNew ? month : ''
  }
}
