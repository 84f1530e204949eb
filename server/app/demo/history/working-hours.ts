import type { DemoPerson } from '../company/people.ts'
import type { Random } from '../random.ts'
import { required } from '../required.ts'

export const DAY_MS = 24 * 60 * 60 * 1000
export const DAYS_OF_HISTORY = 365

/** The probability of working on a day of the week; Monday is the first. */
const RHYTHM = [1, 0.95, 0.9, 0.9, 0.7, 0.06, 0.04]
const HOURS = [8, 9, 10, 13, 15, 16]

/** The instants at which a person works on their tasks, in order, up to `now`. */
export type WorkingHours = readonly number[]

export function workingHours({ timezone }: DemoPerson, now: number, random: Random): WorkingHours {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone).toPlainDate()
  const absences = [random.between(20, 120), random.between(180, 320)]
  const found: number[] = []
  for (let ago = DAYS_OF_HISTORY; ago >= 0; ago--) {
    const day = today.subtract({ days: ago })
    const isAway = absences.some((start) => ago > start && ago < start + 12)
    for (const hour of random.some(HOURS, 2).sort((one, other) => one - other)) {
      const minute = random.between(0, 59)
      if (isAway || isHoliday(day) || !random.chance(required(RHYTHM[day.dayOfWeek - 1]))) continue
      found.push(day.toZonedDateTime({ timeZone: timezone, plainTime: { hour, minute } }).epochMilliseconds)
    }
  }
  return found.filter((instant) => instant < now)
}

const isHoliday = ({ month, day }: Temporal.PlainDate) => (month === 12 && day > 22) || (month === 1 && day < 3)

/** The first of these instants that is not earlier; undefined if there is none yet. */
export function nextOf(hours: WorkingHours, earliest: number): number | undefined {
  let [low, high] = [0, hours.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (required(hours[middle]) < earliest) low = middle + 1
    else high = middle
  }
  return hours[low]
}

/** The plain date of a working day at or after an instant. */
export function workingDay(instant: number): string {
  const day = Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO('UTC').toPlainDate()
  return day.add({ days: day.dayOfWeek > 5 ? 8 - day.dayOfWeek : 0 }).toString()
}
