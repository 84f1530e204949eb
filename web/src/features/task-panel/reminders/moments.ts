import type { Moment } from '../../../api/reminders.ts'
import type { Reminder, Task } from '../../../api/schema.d.ts'
import { isDay, Temporal } from '../../../ui/time/days.ts'
import { dueWithTimeInWords, type Reading } from '../../../ui/time/words.ts'

export type Preset = { key: string; label: string; moment: Moment; instant: string }

/** The time of day at which a task with a plain date is due, as on the server. */
const MORNING = '09:00'
const BEFORE_DAY = ['PT0S', 'P1D', 'P2D', 'P7D']
const BEFORE_TIME = ['PT0S', 'PT10M', 'PT30M', 'PT1H', 'P1D', 'P7D']

/** The most common reminders of a task: only times in the future, and none that exists already. */
export function presetsOf(task: Task, reminders: readonly Reminder[], reading: Reading): Preset[] {
  const now = Temporal.Now.instant().toString()
  const fromDue = task.due_date ? beforeDue(task.due_date, reading) : []
  const all = [...fromDue, ...soon(reading)].filter(({ instant }) => instant > now)
  return all.filter(({ moment }) => !reminders.some((held) => isSame(held, moment)))
}

function beforeDue(due: string, reading: Reading): Preset[] {
  const at = isDay(due)
    ? Temporal.PlainDate.from(due).toZonedDateTime({ timeZone: reading.zone, plainTime: MORNING })
    : Temporal.Instant.from(due).toZonedDateTimeISO(reading.zone)
  return (isDay(due) ? BEFORE_DAY : BEFORE_TIME).map((before) => ({
    key: before,
    label: beforeInWords(before, due, reading),
    moment: { before },
    instant: inUtc(at.subtract(before)),
  }))
}

/** In an hour, and the next morning. */
function soon(reading: Reading): Preset[] {
  const now = Temporal.Now.zonedDateTimeISO(reading.zone)
  const inAnHour = now.add({ hours: 1 }).round({ smallestUnit: 'minute', roundingIncrement: 5, roundingMode: 'ceil' })
  const tomorrow = now.toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone: reading.zone, plainTime: MORNING })
  return [inAnHour, tomorrow].map((time) => {
    const instant = inUtc(time)
    return { key: instant, label: dueWithTimeInWords(instant, reading), moment: { at: instant }, instant }
  })
}

/** A typed date: a plain date means the morning of that day. */
export function instantOf(typed: string, { zone }: Reading): string {
  if (!isDay(typed)) return typed
  return inUtc(Temporal.PlainDate.from(typed).toZonedDateTime({ timeZone: zone, plainTime: MORNING }))
}

/** `1 hour before`, `Fri, 09:00`. */
export function momentInWords({ at, before }: Reminder, due: string | null, reading: Reading): string {
  return at === null ? beforeInWords(before ?? '', due, reading) : dueWithTimeInWords(at, reading)
}

function beforeInWords(before: string, due: string | null, { language, messages }: Reading): string {
  const duration = Temporal.Duration.from(before)
  if (duration.blank) return due && isDay(due) ? messages.reminders.onTheMorning : messages.reminders.whenDue
  const parts = UNITS.filter((unit) => duration[`${unit}s`] !== 0).map((unit) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(duration[`${unit}s`]),
  )
  return messages.reminders.before(new Intl.ListFormat(language, { type: 'unit' }).format(parts))
}

const UNITS = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const

export type State = 'sent' | 'passed' | 'closed' | 'needsDate' | 'coming'

/** A worker needs a moment to send what is due. */
const SENDING_MS = 5 * 60_000

export function stateOf({ at, remind_at, fired_at }: Reminder, task: Task): State {
  const now = Temporal.Now.instant().epochMilliseconds
  const isToCome = remind_at !== null && Date.parse(remind_at) > now
  if (fired_at !== null && !isToCome) return 'sent'
  if (remind_at !== null) return isToCome || Date.parse(remind_at) > now - SENDING_MS ? 'coming' : 'passed'
  if (task.status === 'completed' || task.status === 'cancelled') return 'closed'
  return at === null && task.due_date === null ? 'needsDate' : 'coming'
}

const isSame = ({ at, before }: Reminder, moment: Moment): boolean =>
  'at' in moment ? at === moment.at : before === moment.before

const inUtc = (time: { toInstant(): { toString(options: { fractionalSecondDigits: 3 }): string } }): string =>
  time.toInstant().toString({ fractionalSecondDigits: 3 })
