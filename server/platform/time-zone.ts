/**
 * The canonical spelling of an IANA time zone or an offset: `europe/berlin` is `Europe/Berlin`, `+0530` is `+05:30`.
 * Undefined for everything that Temporal cannot compute with. An alias keeps its own name: `Asia/Kolkata` does not
 * become `Asia/Calcutta`.
 */
export function canonicalTimeZone(name: string): string | undefined {
  // Temporal also takes a zone out of a whole date, which is none.
  if (!/^[A-Za-z+-]/.test(name)) return undefined
  try {
    return epoch.toZonedDateTimeISO(name).timeZoneId
  } catch {
    return undefined
  }
}

const epoch = new Temporal.Instant(0n)

/** The day that a calendar shows in a time zone at an instant. */
export const dayIn = (instant: string, timezone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timezone).toPlainDate().toString()

/** The instant at which a day begins in a time zone, as rows hold it: midnight, or the first there is after it. */
export const startOfDay = (day: string, timezone: string): string =>
  storedInstant(Temporal.PlainDate.from(day).toZonedDateTime(timezone).toInstant())

/** An instant in UTC with milliseconds, the form that every row stores. */
export const storedInstant = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: 'millisecond' })
