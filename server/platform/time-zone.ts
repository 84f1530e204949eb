/**
 * The canonical spelling of an IANA time zone or an offset: `europe/berlin` is `Europe/Berlin`, `+0530` is `+05:30`.
 * Undefined for everything that Temporal does not support. An alias keeps its own name: `Asia/Kolkata` does not become
 * `Asia/Calcutta`.
 */
export function canonicalTimeZone(name: string): string | undefined {
  // Temporal also accepts a whole date with a zone, which is not a time zone.
  if (!/^[A-Za-z+-]/.test(name)) return undefined
  try {
    return epoch.toZonedDateTimeISO(name).timeZoneId
  } catch {
    return undefined
  }
}

const epoch = new Temporal.Instant(0n)

/** The calendar day in a time zone at an instant. */
export const dayIn = (instant: string, timezone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timezone).toPlainDate().toString()

/** The start of a day in a time zone, as a stored instant: midnight, or the first instant after it that exists. */
export const startOfDay = (day: string, timezone: string): string =>
  storedInstant(Temporal.PlainDate.from(day).toZonedDateTime(timezone).toInstant())

/** An instant in UTC with milliseconds, the format of all stored instants. */
export const storedInstant = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: 'millisecond' })
