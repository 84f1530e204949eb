/** What a limiter says of a key; `resetSeconds` is how long to wait where nothing remains, else until more is free. */
export type Verdict = { allowed: boolean; count: number; remaining: number; resetSeconds: number }

export type LimiterOptions = { max: number; windowSeconds: number }

/** Counts events by key over a window of time that slides, and refuses those that are too many without counting them. */
export type Limiter = {
  /** Counts one event. */
  take(key: string): Verdict | Promise<Verdict>
  /** Whether one more would be allowed, without counting. */
  peek(key: string): Verdict | Promise<Verdict>
  /** Refuses a key for a while, whatever its count. */
  block(key: string, seconds: number): void | Promise<void>
  forget(key: string): void | Promise<void>
}

/** A limiter whose answer nobody has to wait for. */
export type ApproximateLimiter = { take(key: string): Verdict }

/** Makes limiters of one kind, in the memory of this process or over all processes. A name belongs to one limiter. */
export type Limiters = {
  /** For what happens often: it never waits, and over processes it is right to a few percent. */
  approximate(name: string, options: LimiterOptions): ApproximateLimiter
  /** For what happens seldom: not one event too many, on however many processes. */
  exact(name: string, options: LimiterOptions): Limiter
}
