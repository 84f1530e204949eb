import { clock } from '../../../platform/clock.ts'
import { dayIn } from '../../../platform/time-zone.ts'

/** What a task must be due before to be overdue: an instant now, and a plain date when the day is over in the zone. */
export function overdueLimits(timezone: string): { now: string; today: string } {
  const now = clock.now()
  return { now, today: dayIn(now, timezone) }
}
