import { Type } from 'typebox'
import { invalidField } from '../../problem.ts'
import { startOfDay, storedInstant } from '../../time-zone.ts'
import { DateOrInstant, documentedAs } from '../schema.ts'

export const DATE_PATTERN =
  '^\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?([Zz]|[+-]\\d{2}:?\\d{2})?)?$'

/**
 * A date as it is stored: '2026-12-01' is not converted and applies in every time zone; an instant becomes UTC with
 * milliseconds. A time without a zone is read as UTC. `pointer` locates the field in the request.
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

/** A parameter that is a date or an instant. */
export const dateParameter = (purpose: string) =>
  Type.Optional(
    documentedAs(
      Type.String({ pattern: DATE_PATTERN, description: `${purpose} ${FORMAT}`, examples: ['2026-12-01'] }),
      DateOrInstant,
    ),
  )

const FORMAT =
  'This must be a date like 2026-12-01 or a time like 2026-12-01T09:00:00Z. A date is the beginning of that day in ' +
  'the time zone of the profile.'

/** The instants of a period that is given by such parameters: `created_after` and `created_before`. */
export function periodOf<Name extends string>(
  query: { [End in `${Name}_after` | `${Name}_before`]?: string | undefined },
  name: Name,
  timezone: string,
): Period {
  const end = (which: `${Name}_after` | `${Name}_before`) => {
    const text: string | undefined = query[which]
    return text === undefined ? undefined : instantOf(text, `/${which}`, timezone)
  }
  return { after: end(`${name}_after`), before: end(`${name}_before`) }
}

/** From one instant (inclusive) until another (exclusive). */
export type Period = { after: string | undefined; before: string | undefined }

/** The parameters of such a period. */
export const periodParameters = <Name extends string>(name: Name, things: string) =>
  ({
    [`${name}_after`]: dateParameter(`${things} at or after this time.`),
    [`${name}_before`]: dateParameter(`${things} before this time.`),
  }) as { [End in `${Name}_after` | `${Name}_before`]: ReturnType<typeof dateParameter> }

/** The instant of such a parameter: for a date, its beginning in the time zone. */
function instantOf(text: string, pointer: string, timezone: string): string {
  const date = storedDate(text, pointer)
  return date.length === 10 ? startOfDay(date, timezone) : date
}
