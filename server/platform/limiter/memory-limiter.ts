import { clock } from '../clock.ts'
import type { LimiterOptions, Limiters, Verdict } from './limiter.ts'
import { slidingWindow, type Usage } from './sliding-window.ts'

/** Limiters in the memory of this process. */
export const memoryLimiters: Limiters = {
  approximate: (_name, options) => memoryLimiter(options),
  exact: (_name, options) => memoryLimiter(options),
}

/**
 * Counts in two maps, for the current and the previous window. At the end of a window they are rotated, so that expired
 * keys need no search.
 */
export function memoryLimiter(options: LimiterOptions) {
  const window = slidingWindow(options)
  const blockedUntil = new Map<string, number>()
  let index = 0
  let previous = new Map<string, number>()
  let current = new Map<string, number>()

  const moveTo = (now: number) => {
    const reached = window.indexAt(now)
    if (reached === index) return
    previous = reached === index + 1 ? current : new Map()
    current = new Map()
    index = reached
    for (const [key, until] of blockedUntil) if (until <= now) blockedUntil.delete(key)
  }
  const usageOf = (key: string): Usage => ({ previous: previous.get(key) ?? 0, current: current.get(key) ?? 0 })
  const judge = (key: string, counts: boolean): Verdict => {
    const now = clock.millis()
    moveTo(now)
    const usage = usageOf(key)
    const blockedMs = (blockedUntil.get(key) ?? 0) - now
    if (blockedMs > 0) return window.blocked(usage, now, blockedMs)
    const allowed = window.hasRoom(usage, now)
    if (counts && allowed) current.set(key, ++usage.current)
    return window.verdict(usage, now, allowed)
  }

  return {
    take: (key: string): Verdict => judge(key, true),
    peek: (key: string): Verdict => judge(key, false),
    block: (key: string, seconds: number): void => {
      blockedUntil.set(key, clock.millis() + seconds * 1000)
    },
    forget: (key: string): void => {
      for (const counts of [previous, current, blockedUntil]) counts.delete(key)
    },
    /** The current window, by index. */
    currentIndex: (): number => {
      moveTo(clock.millis())
      return index
    },
    hasSeen: (key: string): boolean => current.has(key),
    /** Takes over what others counted in a window, if that is more than is known here. */
    learn: (key: string, seenIn: number, usage: Usage): void => {
      if (seenIn !== index) return
      const known = usageOf(key)
      if (usage.previous > known.previous) previous.set(key, usage.previous)
      if (usage.current > known.current) current.set(key, usage.current)
    },
  }
}
