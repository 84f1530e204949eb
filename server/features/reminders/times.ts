import { clock } from '../../platform/clock.ts'
import { leadTime } from '../../platform/iso-duration.ts'
import { fieldProblem, invalidField, invalidFields, Problem } from '../../platform/problem.ts'
import { storedInstant } from '../../platform/time-zone.ts'
import type { ReminderTime } from './rules.ts'
import type { TimeInput } from './schema.ts'

/**
 * The time of a reminder from a request, in the format of the row. Throws a Problem for rules that a schema cannot
 * express.
 */
export function timeFrom({ at = null, before = null }: TimeInput): ReminderTime {
  if ((at === null) === (before === null)) {
    const detail = 'Exactly one of `at` and `before` is required.'
    throw invalidFields(['/at', '/before'].map((pointer) => ({ pointer, detail })))
  }
  return at === null
    ? { at: null, before: leadTime(before as string, '/before') }
    : { at: futureInstant(at), before: null }
}

/** The time after a patch: the field that is given replaces the other. */
export function patchedTime(current: ReminderTime, { at, before }: TimeInput): TimeInput {
  if (at && before === undefined) return { at, before: null }
  if (before && at === undefined) return { at: null, before }
  const patched = { at: at === undefined ? current.at : at, before: before === undefined ? current.before : before }
  if (patched.at === null && patched.before === null) {
    throw new Problem(
      'invalid',
      'reminder.no_time',
      'This would leave the reminder without a time. Send `at` or `before`.',
    )
  }
  return patched
}

function futureInstant(text: string): string {
  const instant = instantFrom(text)
  if (instant > clock.now()) return instant
  throw fieldProblem('invalid', 'reminder.has_passed', '/at', 'This time has passed. Choose a later one.')
}

function instantFrom(text: string): string {
  try {
    const stored = storedInstant(Temporal.Instant.from(text.toUpperCase().replace(' ', 'T')))
    if (stored.length === '2026-12-01T09:00:00.000Z'.length) return stored
  } catch {
    // Refused below.
  }
  throw invalidField('/at', 'This time does not exist. Use one like 2026-12-01T09:00:00Z.')
}
