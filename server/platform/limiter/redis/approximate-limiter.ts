import type { ApproximateLimiter, LimiterOptions } from '../limiter.ts'
import { memoryLimiter } from '../memory-limiter.ts'
import type { Usage } from '../sliding-window.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import { type Count, CountReports } from './count-reports.ts'
import type { HashKey } from './exact-limiter.ts'

const LONGEST_REPORT_MS = 1_000

// For each key: adds what was counted here, and returns what all processes have counted in this window and the previous
// one.
const REPORT = `
  local reply = {}
  for at = 1, #KEYS, 2 do
    reply[at] = redis.call('INCRBY', KEYS[at], ARGV[(at + 3) / 2])
    redis.call('PEXPIRE', KEYS[at], ARGV[1])
    reply[at + 1] = tonumber(redis.call('GET', KEYS[at + 1]) or '0')
  end
  return reply`

/**
 * Decides by what this process knows, and reports its counts to Redis afterwards, for many keys at a time: when a key
 * is new in a window, when its count has grown by a hundredth of the limit, and every tenth of a second. Each process
 * may therefore admit about a hundredth too many, and what arrives while a report is pending.
 */
export function approximateLimiter(
  throughBreaker: CircuitBreaker,
  hash: HashKey,
  name: string,
  options: LimiterOptions,
): ApproximateLimiter {
  const own = memoryLimiter(options)
  const reportThreshold = Math.max(1, Math.floor(options.max / 100))
  const addInRedis = counterInRedis(throughBreaker, (key) => `limit:${name}:${hash(key)}`, options)
  // A failed report is not repeated: Redis may have received it, and this process has counted the events itself.
  const reports = new CountReports(async (index, counts) => {
    const usages = (await addInRedis(index, counts)) ?? []
    for (const [key, { previous, current }] of usages) {
      own.merge(key, index, { previous, current: current + reports.unsent(key) })
    }
  })
  return {
    take: (key) => {
      reports.moveTo(own.currentIndex())
      const isNew = !own.has(key)
      const decision = own.take(key)
      if (!decision.allowed) return decision
      const count = reports.add(key)
      if (isNew || count >= reportThreshold) reports.sendNow()
      else reports.sendSoon()
      return decision
    },
  }
}

/**
 * Returns a function that adds counts in a window to those in Redis, and resolves with what all processes have counted;
 * undefined if Redis is away.
 */
function counterInRedis(throughBreaker: CircuitBreaker, nameOf: (key: string) => string, options: LimiterOptions) {
  return async (index: number, counts: Count[]): Promise<[key: string, usage: Usage][] | undefined> => {
    const reply = await throughBreaker(({ commands, prefix }) => {
      const names = counts.map(([key]) => prefix + nameOf(key))
      const keys = names.flatMap((each) => [`${each}:${index}`, `${each}:${index - 1}`])
      const words = [2_000 * options.windowSeconds, ...counts.map(([, count]) => count)]
      return commands.eval(REPORT, keys.length, ...keys, ...words) as Promise<number[]>
    }, LONGEST_REPORT_MS)
    return reply && counts.map(([key], at) => [key, { current: reply[2 * at] ?? 0, previous: reply[2 * at + 1] ?? 0 }])
  }
}
