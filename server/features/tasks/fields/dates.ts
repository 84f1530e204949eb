import { clock } from '../../../platform/clock.ts'
import { dayIn } from '../../../platform/time-zone.ts'

/**
 * A task is overdue if it is due before these: an instant is compared with now, a plain date with today in the zone.
 */
export function overdueLimits(timezone: string): { now: string; today: string } {
  const now = clock.now()
  return { now, today: dayIn(now, timezone) }
}
