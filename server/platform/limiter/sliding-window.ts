import type { Decision, LimiterOptions } from './limiter.ts'

/** The counts of a key in the current window of the clock and in the previous one. */
export type Usage = { previous: number; current: number }

/**
 * The rule of all limiters. Time is divided into windows. The count of the last `windowSeconds` is estimated as that of
 * the current window and a part of the previous one, as if its events had been evenly distributed.
 */
export function slidingWindow({ max, windowSeconds }: LimiterOptions) {
  const windowMs = windowSeconds * 1000

  /** The part of the previous window that still counts, from 1 down to 0. */
  const weightAt = (now: number): number => 1 - (now % windowMs) / windowMs
  const used = ({ previous, current }: Usage, now: number) => previous * weightAt(now) + current

  const waitMs = ({ previous, current }: Usage, now: number): number => {
    const passed = now % windowMs
    const room = max - 1
    if (current <= room) return windowMs * (1 - (room - current) / previous) - passed
    return windowMs - passed + windowMs * (1 - room / current)
  }

  return {
    windowMs,
    indexAt: (now: number): number => Math.floor(now / windowMs),
    weightAt,
    hasRoom: (usage: Usage, now: number): boolean => used(usage, now) + 1 <= max,
    decision(usage: Usage, now: number, allowed: boolean): Decision {
      const count = used(usage, now)
      const remaining = Math.max(0, Math.floor(max - count))
      const resetMs = remaining > 0 ? windowMs - (now % windowMs) : waitMs(usage, now)
      return { allowed, count: Math.floor(count), remaining, resetSeconds: wholeSeconds(resetMs) }
    },
    blocked(usage: Usage, now: number, blockedMs: number): Decision {
      const count = Math.floor(used(usage, now))
      return { allowed: false, count, remaining: 0, resetSeconds: wholeSeconds(blockedMs) }
    },
  }
}

const wholeSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000))
