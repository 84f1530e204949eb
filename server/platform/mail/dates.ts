/** A user's preferences for dates: a BCP 47 language tag and an IANA time zone. */
export type DatePreferences = { locale: string; timezone: string }

/** A date (`2026-12-01`) or an instant, in the reader's language; an instant in their time zone. */
export function writtenDate(date: string, { locale, timezone }: DatePreferences): string {
  const isPlain = /^\d{4}-\d{2}-\d{2}$/.test(date)
  const day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
  const format = isPlain
    ? ({ ...day, timeZone: 'UTC' } as const)
    : ({ ...day, hour: 'numeric', minute: '2-digit', timeZone: timezone, timeZoneName: 'short' } as const)
  // Without a fallback, a language that this system does not know would become that of the server.
  return new Intl.DateTimeFormat([locale, 'en'], format).format(new Date(date))
}
