import { clock } from '../../../platform/clock.ts'
import { storedDate } from '../../../platform/http/requests/dates.ts'
import { fieldProblem } from '../../../platform/problem.ts'
import { dayIn, startOfDay } from '../../../platform/time-zone.ts'
import type { Bound } from '../lists/date-filters.ts'

export const MAX_DAYS = 366
const USUAL_DAYS = 14

/** The days of a history in a time zone, each with the instant at which it ends. */
export type Period = {
  days: readonly string[]
  /** The instant at which the first day begins. */
  start: string
  ends: readonly string[]
  /** A task is overdue on a day if it is due before this bound: the end of that day, or now for today. */
  overdueBefore: readonly Bound[]
  today: string
}

/** Days after today are left out: nothing has happened on them. */
export function periodFrom({ from, to }: { from?: string; to?: string }, timezone: string): Period {
  const now = clock.now()
  const today = dayIn(now, timezone)
  const last = to === undefined ? today : storedDate(to, '/to')
  const first = from === undefined ? addDays(last, 1 - USUAL_DAYS) : storedDate(from, '/from')
  if (first > last) throw badPeriod(`This must not be after ${last}, the last day.`)
  if (addDays(first, MAX_DAYS) <= last) throw badPeriod(`A history has at most ${MAX_DAYS} days.`)
  const days: string[] = []
  for (let day = first; day <= last && day <= today; day = addDays(day, 1)) days.push(day)
  const ends = days.map((day) => startOfDay(addDays(day, 1), timezone))
  const overdueBefore = days.map((day, index) =>
    day === today ? { instant: now, day: today } : { instant: ends[index] as string, day: addDays(day, 1) },
  )
  return { days, start: startOfDay(first, timezone), ends, overdueBefore, today }
}

const badPeriod = (detail: string) => fieldProblem('invalid', 'history.bad_period', '/from', detail)

/** Whether the overdue tasks change as time passes, without any event. */
export const endsToday = ({ days, today }: Period): boolean => days.length === 0 || days.at(-1) === today

const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString()
