import type { Redis } from '../../redis/redis.ts'
import { withTimeout } from '../../timeout.ts'

/** Runs a Redis command; undefined if Redis does not answer in time or the circuit is open. */
export type CircuitBreaker = <Reply>(
  ask: (redis: Redis) => Promise<Reply>,
  limitMs?: number,
) => Promise<Reply | undefined>

type Log = { warn(text: string): void; info(text: string): void }

const LONGEST_WAIT_MS = 50
const PAUSE_AFTER_FAILURE_MS = 1_000

/**
 * A circuit breaker: gives Redis 50 ms to answer, and after a failure opens for a second, so that a Redis that hangs
 * delays few requests. Logs when that begins and when it ends.
 */
export function circuitBreaker(redis: Redis, log: Log): CircuitBreaker {
  let isDown = false
  let pausedUntil = 0
  const failed = () => {
    pausedUntil = performance.now() + PAUSE_AFTER_FAILURE_MS
    if (!isDown) log.warn('Redis does not respond in time: each process counts rate limits separately until it does')
    isDown = true
    return undefined
  }
  return async (ask, limitMs = LONGEST_WAIT_MS) => {
    if (performance.now() < pausedUntil) return undefined
    try {
      const reply = await withTimeout(limitMs, ask(redis), 'too late')
      if (isDown) log.info('rate limits are counted across all processes again')
      isDown = false
      pausedUntil = 0
      return reply
    } catch {
      return failed()
    }
  }
}
