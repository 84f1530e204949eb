/** Durations as ISO 8601 writes them, in whole seconds; a minus in front, as iCalendar's alarms have it, is taken too. */
export const DURATION_PATTERN =
  '^-?P(?=.)(\\d{1,4}Y)?(\\d{1,4}M)?(\\d{1,4}W)?(\\d{1,5}D)?(T(?=.)(\\d{1,6}H)?(\\d{1,6}M)?(\\d{1,8}S)?)?$'

/**
 * The one spelling of a duration that fits DURATION_PATTERN: weeks become days, months years, and seconds hours and
 * minutes. Days never become hours, because a day in spring may have 23.
 */
export function spelledAlike(text: string): string {
  const { years, months, weeks, days, hours, minutes, seconds } = Temporal.Duration.from(text).abs()
  const allMonths = years * 12 + months
  const calendar = { years: Math.trunc(allMonths / 12), months: allMonths % 12, days: weeks * 7 + days }
  const time = Temporal.Duration.from({ hours, minutes, seconds }).round({ largestUnit: 'hours' })
  const { hours: h, minutes: m, seconds: s } = time
  return Temporal.Duration.from({ ...calendar, hours: h, minutes: m, seconds: s }).toString()
}

/** About how many days a duration lasts; months and years as long as they get. */
export function longestInDays(duration: string): number {
  const from = Temporal.PlainDate.from('2023-12-01')
  return Temporal.Duration.from(duration).total({ unit: 'days', relativeTo: from })
}
