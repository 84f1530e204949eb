import { invalidField } from './problem.ts'

/**
 * Durations as ISO 8601 writes them, in whole seconds; a minus in front, as iCalendar's alarms have it, is taken too. A
 * `P` or `T` with nothing behind it fits, and is found out by `leadTime`.
 */
export const DURATION_PATTERN =
  '^-?P(\\d{1,4}Y)?(\\d{1,4}M)?(\\d{1,4}W)?(\\d{1,5}D)?(T(\\d{1,6}H)?(\\d{1,6}M)?(\\d{1,8}S)?)?$'

const LONGEST_DAYS = 366

/**
 * A duration that fits DURATION_PATTERN as rows hold it. Throws a Problem about the field at `pointer` when it is none
 * after all, or longer than a year.
 */
export function leadTime(text: string, pointer: string): string {
  if (/[PT]$/.test(text)) throw invalidField(pointer, 'There is no such duration. Give one like PT30M or P1D.')
  const from = Temporal.PlainDate.from('2023-12-01')
  const duration = Temporal.Duration.from(text).abs()
  if (duration.total({ unit: 'days', relativeTo: from }) <= LONGEST_DAYS) return spelledAlike(text)
  throw invalidField(pointer, 'This must be at most one year.')
}

/**
 * The one spelling of a duration that fits DURATION_PATTERN: weeks become days, months years, and seconds hours and
 * minutes. Days never become hours, because a day in spring may have 23.
 */
function spelledAlike(text: string): string {
  const { years, months, weeks, days, hours, minutes, seconds } = Temporal.Duration.from(text).abs()
  const allMonths = years * 12 + months
  const calendar = { years: Math.trunc(allMonths / 12), months: allMonths % 12, days: weeks * 7 + days }
  const time = Temporal.Duration.from({ hours, minutes, seconds }).round({ largestUnit: 'hours' })
  const { hours: h, minutes: m, seconds: s } = time
  return Temporal.Duration.from({ ...calendar, hours: h, minutes: m, seconds: s }).toString()
}
