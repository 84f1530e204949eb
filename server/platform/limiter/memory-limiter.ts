import { clock } from '../clock.ts'
import type { Decision, LimiterOptions, Limiters } from './limiter.ts'
import { slidingWindow, type Usage } from './sliding-window.ts'

/** Limiters in the memory of this process. */
export const memoryLimiters: Limiters = {
  approximate: (_name, options) => memoryLimiter(options),
  exact: (_name, options) => memoryLimiter(options),
}

export function memoryLimiter(options: LimiterOptions) {
  const window = slidingWindow(options)
  const counts = new WindowCounts()
  const blockedUntil = new Map<string, number>()

  const moveTo = (now: number) => {
    if (!counts.moveTo(window.indexAt(now))) return
    for (const [key, until] of blockedUntil) if (until <= now) blockedUntil.delete(key)
  }
  const decide = (key: string, isCounted: boolean): Decision => {
    const now = clock.millis()
    moveTo(now)
    const usage = counts.usageOf(key)
    const blockedMs = (blockedUntil.get(key) ?? 0) - now
    if (blockedMs > 0) return window.blocked(usage, now, blockedMs)
    const allowed = window.hasRoom(usage, now)
    return window.decision(isCounted && allowed ? counts.add(key) : usage, now, allowed)
  }

  return {
    take: (key: string): Decision => decide(key, true),
    peek: (key: string): Decision => decide(key, false),
    block: (key: string, seconds: number): void => {
      blockedUntil.set(key, clock.millis() + seconds * 1000)
    },
    forget: (key: string): void => {
      counts.forget(key)
      blockedUntil.delete(key)
    },
    /** The current window, by index. */
    currentIndex: (): number => {
      moveTo(clock.millis())
      return counts.index
    },
    has: (key: string): boolean => counts.has(key),
    merge: (key: string, index: number, usage: Usage): void => counts.merge(key, index, usage),
  }
}

/**
 * Counts in two maps, for the current and the previous window. At the end of a window they are rotated, so that expired
 * keys need no search.
 */
class WindowCounts {
  #index = 0
  #previous = new Map<string, number>()
  #current = new Map<string, number>()

  get index(): number {
    return this.#index
  }

  /** Returns whether this is another window than before. */
  moveTo(index: number): boolean {
    if (index === this.#index) return false
    this.#previous = index === this.#index + 1 ? this.#current : new Map()
    this.#current = new Map()
    this.#index = index
    return true
  }

  usageOf(key: string): Usage {
    return { previous: this.#previous.get(key) ?? 0, current: this.#current.get(key) ?? 0 }
  }

  /** Whether the key has a count in the current window. */
  has(key: string): boolean {
    return this.#current.has(key)
  }

  add(key: string): Usage {
    this.#current.set(key, (this.#current.get(key) ?? 0) + 1)
    return this.usageOf(key)
  }

  /** Takes over what others counted in a window, if that is more than is known here. */
  merge(key: string, index: number, usage: Usage): void {
    if (index !== this.#index) return
    const known = this.usageOf(key)
    if (usage.previous > known.previous) this.#previous.set(key, usage.previous)
    if (usage.current > known.current) this.#current.set(key, usage.current)
  }

  forget(key: string): void {
    this.#previous.delete(key)
    this.#current.delete(key)
  }
}
