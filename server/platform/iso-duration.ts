import { invalidField } from './problem.ts'

/**
 * ISO 8601 durations in whole seconds. A leading minus, as in iCalendar alarms, is accepted. The pattern also matches a
 * `P` or `T` without a value; `leadTime` refuses these.
 */
export const DURATION_PATTERN =
  '^-?P(\\d{1,4}Y)?(\\d{1,4}M)?(\\d{1,4}W)?(\\d{1,5}D)?(T(\\d{1,6}H)?(\\d{1,6}M)?(\\d{1,8}S)?)?$'

const LONGEST_DAYS = 366

/**
 * A duration that matches DURATION_PATTERN in the stored form. Throws a Problem about the field at `pointer` if it is
 * invalid or longer than a year.
 */
export function leadTime(text: string, pointer: string): string {
  if (/[PT]$/.test(text)) throw invalidField(pointer, 'This duration is not valid. Use one like PT30M or P1D.')
  const from = Temporal.PlainDate.from('2023-12-01')
  const duration = Temporal.Duration.from(text).abs()
  if (duration.total({ unit: 'days', relativeTo: from }) <= LONGEST_DAYS) return canonical(text)
  throw invalidField(pointer, 'This must be at most one year.')
}

/**
 * The canonical form of a duration that matches DURATION_PATTERN: weeks become days, months years, and seconds hours
 * and minutes. Days never become hours, because a day in spring may have 23.
 */
function canonical(text: string): string {
  const { years, months, weeks, days, hours, minutes, seconds } = Temporal.Duration.from(text).abs()
  const allMonths = years * 12 + months
  const calendar = { years: Math.trunc(allMonths / 12), months: allMonths % 12, days: weeks * 7 + days }
  const time = Temporal.Duration.from({ hours, minutes, seconds }).round({ largestUnit: 'hours' })
  const { hours: h, minutes: m, seconds: s } = time
  return Temporal.Duration.from({ ...calendar, hours: h, minutes: m, seconds: s }).toString()
}
