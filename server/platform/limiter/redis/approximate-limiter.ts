import type { ApproximateLimiter, LimiterOptions } from '../limiter.ts'
import { memoryLimiter } from '../memory-limiter.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import type { HashKey } from './exact-limiter.ts'

const REPORT_EVERY_MS = 100
const LONGEST_REPORT_MS = 1_000
const KEYS_IN_A_REPORT = 500

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
  const enough = Math.max(1, Math.floor(options.max / 100))
  let unsent = new Map<string, number>()
  let countedIn = 0
  let reporting: NodeJS.Immediate | undefined
  let timer: NodeJS.Timeout | undefined

  const report = () => {
    clearImmediate(reporting)
    clearTimeout(timer)
    reporting = timer = undefined
    const counts = [...unsent]
    unsent = new Map()
    for (let at = 0; at < counts.length; at += KEYS_IN_A_REPORT) {
      void sendCounts(countedIn, counts.slice(at, at + KEYS_IN_A_REPORT))
    }
  }
  // A failed report is not repeated: Redis may have received it, and this process has counted the events itself.
  const sendCounts = async (index: number, counts: [string, number][]) => {
    const reply = await throughBreaker(({ commands, prefix }) => {
      const start = `${prefix}limit:${name}:`
      const names = counts.map(([key]) => start + hash(key))
      const keys = names.flatMap((each) => [`${each}:${index}`, `${each}:${index - 1}`])
      const words = [2_000 * options.windowSeconds, ...counts.map(([, count]) => count)]
      return commands.eval(REPORT, keys.length, ...keys, ...words) as Promise<number[]>
    }, LONGEST_REPORT_MS)
    if (!reply) return
    for (const [at, [key]] of counts.entries()) {
      const [current = 0, previous = 0] = reply.slice(2 * at)
      own.learn(key, index, { previous, current: current + (unsent.get(key) ?? 0) })
    }
  }

  return {
    take: (key) => {
      const index = own.currentIndex()
      if (index !== countedIn) {
        report()
        countedIn = index
      }
      const isNew = !own.hasSeen(key)
      const verdict = own.take(key)
      if (!verdict.allowed) return verdict
      const count = (unsent.get(key) ?? 0) + 1
      unsent.set(key, count)
      if (isNew || count >= enough) reporting ??= setImmediate(report)
      else timer ??= setTimeout(report, REPORT_EVERY_MS).unref()
      return verdict
    },
  }
}
