import { storedInstant } from '../../platform/time-zone.ts'

/** Text without characters that our databases cannot store. */
export const cleanText = (text: string | null | undefined): string =>
  (text ?? '').replaceAll('\0', '').toWellFormed().trim()

/** A boolean as databases write it; undefined for anything else. */
export function booleanFrom(text: string | null | undefined): boolean | undefined {
  if (text === null || text === undefined) return undefined
  if (/^(t|true|1|y|yes)$/i.test(text)) return true
  return /^(f|false|0|n|no)$/i.test(text) ? false : undefined
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i

/**
 * An instant in the format of rows; undefined if the text is not one. A time without a zone is in `timeZone`. A plain
 * date is the start of that day there.
 */
export function instantFrom(text: string | null | undefined, timeZone: string): string | undefined {
  if (!text) return undefined
  const [, day = text, time = '00:00', offset] = TIME.exec(text) ?? []
  try {
    const instant = offset
      ? Temporal.Instant.from(`${day}T${time}${offset}`)
      : Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).toInstant()
    const year = instant.toZonedDateTimeISO('UTC').year
    return year < 1 || year > 9999 ? undefined : storedInstant(instant)
  } catch {
    return undefined
  }
}

/** A plain date or an instant; undefined for anything else. */
export function dateFrom(text: string, timeZone: string): string | undefined {
  if (TIME.test(text)) return instantFrom(text, timeZone)
  try {
    return /^\d{4}-\d\d-\d\d$/.test(text) ? Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() : undefined
  } catch {
    return undefined
  }
}

/** The start of a text that is too long, and whether it was truncated. */
export function shortened(text: string, most: number): { short: string; isCut: boolean } {
  const characters = [...text]
  if (characters.length <= most) return { short: text, isCut: false }
  return {
    short: `${characters
      .slice(0, most - 1)
      .join('')
      .trimEnd()}…`,
    isCut: true,
  }
}
