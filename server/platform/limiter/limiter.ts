import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

export type Verdict = { allowed: boolean; count: number; remaining: number; resetSeconds: number }

/** Counts events by key within a window of time. */
export type Limiter = {
  /** Counts one event. */
  take(key: string): Promise<Verdict>
  /** The state of a key without counting. */
  look(key: string): Promise<Verdict>
  /** Refuses a key for a while, whatever its count. */
  block(key: string, seconds: number): Promise<void>
  forget(key: string): Promise<void>
}

export type LimiterOptions = { max: number; windowSeconds: number }

/** A limiter in the memory of this process. */
export function memoryLimiter({ max, windowSeconds }: LimiterOptions): Limiter {
  const counter = new RateLimiterMemory({ points: max, duration: windowSeconds })
  const verdict = (state: RateLimiterRes | null): Verdict => ({
    allowed: !state || state.consumedPoints <= max,
    count: state?.consumedPoints ?? 0,
    remaining: state ? Math.max(0, max - state.consumedPoints) : max,
    resetSeconds: state ? Math.max(1, Math.ceil(state.msBeforeNext / 1000)) : windowSeconds,
  })
  return {
    take: async (key) => {
      try {
        return verdict(await counter.consume(key))
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return verdict(refusal)
        throw refusal
      }
    },
    look: async (key) => verdict(await counter.get(key)),
    block: async (key, seconds) => void (await counter.block(key, seconds)),
    forget: async (key) => void (await counter.delete(key)),
  }
}
