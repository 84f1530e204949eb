import { clock } from '../../clock.ts'
import type { Decision, Limiter, LimiterOptions } from '../limiter.ts'
import { memoryLimiter } from '../memory-limiter.ts'
import { slidingWindow } from '../sliding-window.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'

// The rule of sliding-window.ts, decided and counted atomically. A key with a time to live of zero does not exist.
const TAKE = `
  local current = tonumber(redis.call('GET', KEYS[1]) or '0')
  local previous = tonumber(redis.call('GET', KEYS[2]) or '0')
  local blocked = redis.call('PTTL', KEYS[3])
  local allowed = 0
  if blocked <= 0 and previous * tonumber(ARGV[1]) + current + 1 <= tonumber(ARGV[2]) then
    allowed = 1
    if ARGV[3] == 'count' then
      current = redis.call('INCR', KEYS[1])
      redis.call('PEXPIRE', KEYS[1], ARGV[4])
    end
  end
  return {allowed, previous, current, blocked}`

/** Hashes a key for Redis. */
export type HashKey = (key: string) => string

/** Counts each event in Redis before it is allowed; in this process alone while Redis is away. */
export function exactLimiter(
  throughBreaker: CircuitBreaker,
  hash: HashKey,
  name: string,
  options: LimiterOptions,
): Limiter {
  const shared = limiterInRedis(throughBreaker, hash, name, options)
  const own = memoryLimiter(options)
  return {
    // This process counts too, so that its count does not start at zero when Redis is away.
    take: async (key) => {
      const ownDecision = own.take(key)
      return (await shared.decide(key, 'count')) ?? ownDecision
    },
    peek: async (key) => (await shared.decide(key, 'peek')) ?? own.peek(key),
    block: async (key, seconds) => {
      own.block(key, seconds)
      await shared.block(key, seconds)
    },
    forget: async (key) => {
      own.forget(key)
      await shared.forget(key)
    },
  }
}

/** The same in Redis; while Redis is away, `decide` resolves with undefined and the others do nothing. */
function limiterInRedis(throughBreaker: CircuitBreaker, hash: HashKey, name: string, options: LimiterOptions) {
  const window = slidingWindow(options)
  const keysOf = (prefix: string, key: string, index: number) =>
    [String(index), String(index - 1), 'blocked'].map((part) => `${prefix}limit:${name}:${hash(key)}:${part}`)
  return {
    decide: async (key: string, mode: 'count' | 'peek'): Promise<Decision | undefined> => {
      const now = clock.millis()
      const words = [String(window.weightAt(now)), String(options.max), mode, String(2 * window.windowMs)]
      const reply = await throughBreaker(({ commands, prefix }) =>
        commands.eval(TAKE, 3, ...keysOf(prefix, key, window.indexAt(now)), ...words),
      )
      if (!reply) return undefined
      const [allowed, previous, current, blockedMs] = reply as [number, number, number, number]
      const usage = { previous, current }
      return blockedMs > 0 ? window.blocked(usage, now, blockedMs) : window.decision(usage, now, allowed === 1)
    },
    block: (key: string, seconds: number) =>
      throughBreaker(({ commands, prefix }) => commands.set(keysOf(prefix, key, 0)[2] as string, '1', 'EX', seconds)),
    forget: (key: string) =>
      throughBreaker(({ commands, prefix }) => commands.del(...keysOf(prefix, key, window.indexAt(clock.millis())))),
  }
}
