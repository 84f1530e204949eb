import { storedInstant } from '../../../platform/time-zone.ts'

/** The first instant after `now` at which a clock in the zone shows the full hour. */
export function nextDigestAt(now: string, timezone: string, hour: number): string {
  const from = Temporal.Instant.from(now).toZonedDateTimeISO(timezone)
  const onDay = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone: timezone, plainTime: { hour } })
  const today = onDay(from.toPlainDate())
  const next = Temporal.ZonedDateTime.compare(today, from) > 0 ? today : onDay(from.toPlainDate().add({ days: 1 }))
  return storedInstant(next.toInstant())
}
