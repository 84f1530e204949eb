import { storedInstant } from '../../platform/time-zone.ts'
import type { TaskStatus } from '../../tables/tables.ts'

/** The time of a reminder: an instant, or a duration before the task is due. One of the two is null. */
export type ReminderTime = { at: string | null; before: string | null }

/** The columns of a task that its reminders depend on. `archived_at` is that of its project. */
export type TaskTime = { due_date: string | null; status: TaskStatus; archived_at: string | null }

/** The time of day at which a task with a plain date is due. */
const MORNING = '09:00'

/**
 * The instant of a reminder for a user in `timezone`; null while the task is closed, its project is archived, or there
 * is no due date to count from. Days, months and years are counted on the calendar of that zone, hours and minutes in
 * elapsed time. A local time that a change of clocks skips is moved behind it; of one that occurs twice, the first
 * counts.
 */
export function remindAt({ at, before }: ReminderTime, task: TaskTime, timezone: string): string | null {
  const { due_date, status, archived_at } = task
  if (status === 'completed' || status === 'cancelled' || archived_at !== null) return null
  if (at !== null) return at
  if (due_date === null || before === null) return null
  return storedInstant(dueTime(due_date, timezone).subtract(before).toInstant())
}

/** When a task is due in a time zone: a plain date in the morning of its day, an instant as it is. */
function dueTime(dueDate: string, timezone: string): Temporal.ZonedDateTime {
  if (dueDate.length > 10) return Temporal.Instant.from(dueDate).toZonedDateTimeISO(timezone)
  return Temporal.PlainDate.from(dueDate).toZonedDateTime({ timeZone: timezone, plainTime: MORNING })
}

/** What to do with a reminder now: wait for its time, fire it, or nothing until something changes. */
type NextStep = { kind: 'wait'; until: string } | { kind: 'fire'; remindAt: string } | { kind: 'idle' }

/**
 * `scheduledAt` is when the reminder, its due date or its task's state was last set. A time that had already passed
 * then does not fire; one that has passed since, while no worker ran, still fires.
 */
export function nextStep(remindAt: string | null, scheduledAt: string, now: string): NextStep {
  if (remindAt === null) return { kind: 'idle' }
  if (remindAt > now) return { kind: 'wait', until: remindAt }
  return remindAt > scheduledAt ? { kind: 'fire', remindAt } : { kind: 'idle' }
}
