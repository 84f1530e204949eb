import type { Task } from '../../../api/schema.d.ts'
import { dayOf, isDay, Temporal } from '../../../ui/time/days.ts'

/** The weeks of a month, or the one week of a day; they begin on Monday. */
export function weeksOf(day: string, span: 'month' | 'week'): string[][] {
  const date = Temporal.PlainDate.from(day)
  const first = monday(span === 'week' ? date : date.with({ day: 1 }))
  const last = span === 'week' ? date : date.with({ day: date.daysInMonth })
  const weeks: string[][] = []
  for (let start = first; Temporal.PlainDate.compare(start, last) <= 0; start = start.add({ days: 7 })) {
    weeks.push(Array.from({ length: 7 }, (_, index) => start.add({ days: index }).toString()))
  }
  return weeks
}

/** The same day a month or a week later or earlier. */
export const stepFrom = (day: string, span: 'month' | 'week', by: number): string =>
  Temporal.PlainDate.from(day)
    .add(span === 'month' ? { months: by } : { days: 7 * by })
    .toString()

/** A due date on another day: a time of day stays the same, in the zone of the user. */
export function onDay(due: string | null, day: string, zone: string): string {
  if (due === null || isDay(due)) return day
  const time = Temporal.Instant.from(due).toZonedDateTimeISO(zone).toPlainTime()
  return Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone: zone, plainTime: time })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 })
}

/** Tasks by the day on which they are due, in their order. */
export function byDay(tasks: readonly Task[], zone: string): ReadonlyMap<string, readonly Task[]> {
  const days = new Map<string, Task[]>()
  for (const task of tasks) {
    if (!task.due_date) continue
    const day = dayOf(task.due_date, zone)
    const held = days.get(day)
    if (held) held.push(task)
    else days.set(day, [task])
  }
  return days
}

const monday = (date: ReturnType<typeof Temporal.PlainDate.from>) => date.subtract({ days: date.dayOfWeek - 1 })
