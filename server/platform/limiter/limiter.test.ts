import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, describe, type TestContext, test } from 'node:test'
import { setClock } from '../../test/kit/clock.ts'
import { redisForTests } from '../../test/kit/redis/redis.ts'
import { openRedis, type Redis } from '../redis/redis.ts'
import type { Limiters } from './limiter.ts'
import { memoryLimiters } from './memory-limiter.ts'
import { redisLimiters } from './redis/redis-limiters.ts'

const START = 1_000_000 * 60_000
const MINUTE = { max: 10, windowSeconds: 60 }

describe('In-memory limits', () => suite(() => memoryLimiters))

describe('Redis limits', () => {
  const server = redisForTests()
  let redis: Redis
  before(async () => {
    redis = await openRedis({ url: server.url })
  })
  after(() => redis.close())
  suite(() => redisLimiters(redis, { warn: () => {}, info: () => {} }, 'a secret'))
})

/** One suite for every driver; `open` returns limiters that share no counts with earlier ones of other names. */
function suite(open: () => Limiters): void {
  let names = 0
  const exact = (options = MINUTE) => open().exact(`test ${++names}`, options)
  const approximate = (options = MINUTE) => open().approximate(`test ${++names}`, options)

  for (const [kind, make] of Object.entries({ exact, approximate })) {
    const taken = async (limiter: ReturnType<typeof make>, times: number, key = 'ann') => {
      let allowed = 0
      for (let time = 0; time < times; time++) if ((await limiter.take(key)).allowed) allowed++
      return allowed
    }

    test(`allow as many requests as the limit, and report how many remain (${kind})`, async (context) => {
      moveClock(context, START)
      const limiter = make()
      deepEqual(await limiter.take('ann'), { allowed: true, count: 1, remaining: 9, resetSeconds: 60 })
      equal(await taken(limiter, 20), 9)
      const refused = await limiter.take('ann')
      // A tenth of ten has slid out six seconds into the next window.
      deepEqual(refused, { allowed: false, count: 10, remaining: 0, resetSeconds: 66 })
    })

    test(`count keys separately (${kind})`, async (context) => {
      moveClock(context, START)
      const limiter = make()
      equal(await taken(limiter, 20, 'ann'), 10)
      equal(await taken(limiter, 20, 'ben'), 10)
    })

    test(`recover gradually, not all at once when a minute begins (${kind})`, async (context) => {
      moveClock(context, START + 59_000)
      const limiter = make()
      equal(await taken(limiter, 20), 10)
      moveClock(context, START + 61_000)
      equal(await taken(limiter, 20), 0)
      moveClock(context, START + 90_000)
      equal(await taken(limiter, 20), 5)
      moveClock(context, START + 180_000)
      equal(await taken(limiter, 20), 10)
    })

    test(`do not count rejected requests, so that a persistent client gets its share (${kind})`, async (context) => {
      moveClock(context, START)
      const limiter = make()
      equal(await taken(limiter, 100), 10)
      moveClock(context, START + 90_000)
      equal(await taken(limiter, 100), 5)
    })
  }

  test('can be checked without counting a request', async (context) => {
    moveClock(context, START)
    const limiter = exact({ max: 1, windowSeconds: 60 })
    for (let look = 0; look < 3; look++) ok((await limiter.peek('ann')).allowed)
    await limiter.take('ann')
    equal((await limiter.peek('ann')).allowed, false)
  })

  test('reject a blocked key for as long as it is blocked, and no other key', async (context) => {
    moveClock(context, START)
    const limiter = exact()
    await limiter.block('ann', 30)
    const { allowed, resetSeconds } = await limiter.take('ann')
    deepEqual([allowed, resetSeconds], [false, 30])
    equal((await limiter.peek('ann')).allowed, false)
    ok((await limiter.take('ben')).allowed)
  })

  test('reset the count and the block of a key', async (context) => {
    moveClock(context, START)
    const limiter = exact()
    await limiter.take('ann')
    await limiter.block('ann', 30)
    await limiter.forget('ann')
    deepEqual(await limiter.take('ann'), { allowed: true, count: 1, remaining: 9, resetSeconds: 60 })
  })

  test('count without a maximum', async (context) => {
    moveClock(context, START)
    const limiter = exact({ max: Number.MAX_SAFE_INTEGER, windowSeconds: 900 })
    for (let count = 1; count <= 50; count++) equal((await limiter.take('ann')).count, count)
  })
}

function moveClock(context: TestContext, instant: number): void {
  context.mock.restoreAll()
  setClock(context, instant)
}
