/**
 * The decision for a key. `resetSeconds`: the time until events are allowed again if none remain, otherwise until more
 * remain.
 */
export type Decision = { allowed: boolean; count: number; remaining: number; resetSeconds: number }

export type LimiterOptions = { max: number; windowSeconds: number }

/** A sliding-window limiter: counts events by key, and refuses those over the limit without counting them. */
export type Limiter = {
  /** Counts one event. */
  take(key: string): Decision | Promise<Decision>
  /** True if one more event would be allowed; does not count it. */
  peek(key: string): Decision | Promise<Decision>
  /** Refuses a key for a time, independent of its count. */
  block(key: string, seconds: number): void | Promise<void>
  forget(key: string): void | Promise<void>
}

/** A limiter whose decision is synchronous. */
export type ApproximateLimiter = { take(key: string): Decision }

/** Creates limiters of one kind: in the memory of this process, or shared by all processes. Names must be unique. */
export type Limiters = {
  /** For frequent events: it never waits. Across processes it is accurate to a few percent. */
  approximate(name: string, options: LimiterOptions): ApproximateLimiter
  /** For rare events: never exceeds the limit, on any number of processes. */
  exact(name: string, options: LimiterOptions): Limiter
}
