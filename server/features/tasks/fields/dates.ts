import { clock } from '../../../platform/clock.ts'
import { invalidField } from '../../../platform/problem.ts'
import { dayIn, storedInstant } from '../../../platform/time-zone.ts'

export const DATE_PATTERN =
  '^\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?([Zz]|[+-]\\d{2}:?\\d{2})?)?$'

/**
 * A date as rows hold it: '2026-12-01' stays as it is, in every time zone; an instant becomes UTC with
 * milliseconds. A time without a zone is read as UTC. `pointer` is where it stood in the request.
 */
export function storedDate(text: string, pointer: string): string {
  try {
    if (text.length === 10) return storedDay(text)
    return instantFrom(text.toUpperCase().replace(' ', 'T'))
  } catch {
    throw invalidField(pointer, 'This date does not exist. Use one like 2026-12-01 or 2026-12-01T09:00:00Z.')
  }
}

function storedDay(text: string): string {
  const day = Temporal.PlainDate.from(text, { overflow: 'reject' })
  requireFourDigits(day.year)
  return day.toString()
}

function instantFrom(text: string): string {
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10))
  const instant = Temporal.Instant.from(hasZone ? text : `${text}Z`)
  requireFourDigits(instant.toZonedDateTimeISO('UTC').year)
  return storedInstant(instant)
}

function requireFourDigits(year: number): void {
  if (year < 1 || year > 9999) throw new RangeError('outside of the years 1 to 9999')
}

/** What a task must be due before to be overdue: an instant now, and a plain date when the day is over in the zone. */
export function overdueLimits(timezone: string): { now: string; today: string } {
  const now = clock.now()
  return { now, today: dayIn(now, timezone) }
}
