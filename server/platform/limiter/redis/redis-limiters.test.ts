import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setClock } from '../../../test/kit/clock.ts'
import { redisForTests } from '../../../test/kit/redis/redis.ts'
import { settle, until } from '../../../test/kit/until.ts'
import { clock } from '../../clock.ts'
import { openRedis, type Redis } from '../../redis/redis.ts'
import { redisLimiters } from './redis-limiters.ts'

const SECRET = 'a secret of this test'

describe('Limits shared by several processes', () => {
  const server = redisForTests()
  const opened: Redis[] = []
  // Separate for each test, because limiters of an earlier one may still notice an outage.
  let lines: string[] = []
  before(async () => {
    for (let process = 0; process < 4; process++) opened.push(await openRedis({ url: server.url }))
  })
  beforeEach((context) => {
    lines = []
    const now = clock.millis()
    if ('mock' in context) setClock(context, now)
  })
  after(() => Promise.all(opened.map((redis) => redis.close())))

  const openLog = () => {
    const ofTest = lines
    return { warn: (line: string) => ofTest.push(line), info: (line: string) => ofTest.push(line) }
  }
  const exact = (name: string, max: number) =>
    opened.map((redis) => redisLimiters(redis, openLog(), SECRET).exact(name, { max, windowSeconds: 3600 }))
  const approximate = (name: string, max: number) =>
    opened.map((redis) => redisLimiters(redis, openLog(), SECRET).approximate(name, { max, windowSeconds: 3600 }))

  test('never exceed an exact limit under concurrent requests', async () => {
    const limiters = exact('storm', 100)
    const asked = Array.from({ length: 400 }, (_, at) => limiters[at % 4]?.take('ann'))
    const decisions = await Promise.all(asked)
    equal(decisions.filter((decision) => decision?.allowed).length, 100)
  })

  test('share blocks and resets', async () => {
    const [one, other] = exact('block', 10)
    await one?.block('ann', 60)
    equal((await other?.take('ann'))?.allowed, false)
    await other?.forget('ann')
    equal((await one?.take('ann'))?.allowed, true)
  })

  test('share an approximate limit with an error of a few percent', async () => {
    const limiters = approximate('crowd', 1000)
    let allowed = 0
    for (let round = 0; round < 400; round++) {
      for (const limiter of limiters) for (let ask = 0; ask < 2; ask++) if (limiter.take('ann').allowed) allowed++
      // Once a later command has returned, so have the reports.
      await nextTurn()
      await Promise.all(opened.map((redis) => redis.commands.ping()))
    }
    ok(allowed >= 1000 && allowed <= 1050, `${allowed} of 1000 were allowed`)
  })

  test('give a new process the counts of the others', async () => {
    const [one, other] = approximate('latecomer', 10)
    for (let ask = 0; ask < 10; ask++) one?.take('ann')
    await until(() => other?.take('ann').allowed === false)
  })

  test('store no plain name or address in Redis', async () => {
    await exact('hashed', 10)[0]?.take('name ann@example.com')
    await exact('hashed', 10)[1]?.block('address 192.0.2.7', 60)
    approximate('hashed-too', 10)[0]?.take('address 192.0.2.7')
    const keys = () => (opened[0] as Redis).commands.keys('*')
    await until(async () => (await keys()).some((key) => key.includes('hashed-too')))
    equal((await keys()).filter((key) => /ann|192/.test(key)).length, 0)
  })

  test('with Redis killed: all requests are served, each process counts alone, and one line is logged', async () => {
    const limiter = redisLimiters(opened[0] as Redis, openLog(), SECRET).exact('outage', {
      max: 10,
      windowSeconds: 3600,
    })
    for (let ask = 0; ask < 5; ask++) await limiter.take('ann')
    await server.kill()
    const decisions = []
    for (let ask = 0; ask < 10; ask++) decisions.push(await limiter.take('ann'))
    equal(decisions.filter(({ allowed }) => allowed).length, 5)
    await limiter.block('ben', 60)
    equal((await limiter.peek('ben')).allowed, false)
    // Long enough for another attempt to reach Redis, which fails.
    await settle(1_100)
    await limiter.take('ben')
    equal(lines.length, 1)
    match(String(lines[0]), /each process counts/)

    await server.restart()
    await until(async () => {
      await limiter.take('cleo')
      return lines.length > 1
    })
    match(String(lines[1]), /across all processes again/)
    const other = redisLimiters(opened[1] as Redis, openLog(), SECRET).exact('outage', { max: 10, windowSeconds: 3600 })
    await until(() => opened[1]?.isResponding() ?? false)
    for (let ask = 0; ask < 10; ask++) await limiter.take('dora')
    equal((await other.take('dora')).allowed, false)
  })

  test('with Redis hanging: all requests are served, and one line is logged', async () => {
    const limiters = redisLimiters(opened[0] as Redis, openLog(), SECRET)
    const limiter = limiters.exact('silence', { max: 10, windowSeconds: 3600 })
    await until(() => opened[0]?.isResponding() ?? false)
    await limiter.take('ann')
    server.pause()
    let hasGivenUp = false
    const patient = opened[0]?.commands.ping().catch(() => {
      hasGivenUp = true
    })
    const decisions = []
    for (let ask = 0; ask < 20; ask++) decisions.push(await limiter.take('ben'))
    equal(decisions.filter(({ allowed }) => allowed).length, 10)
    equal(hasGivenUp, false, 'a limit does not wait as long as other commands')
    equal(lines.length, 1)
    server.resume()
    await patient
    await until(async () => {
      await limiter.take('cleo')
      return lines.length > 1
    })
  })

  test('with Redis flushed: counting continues', async () => {
    const limiter = redisLimiters(opened[0] as Redis, openLog(), SECRET).exact('flush', {
      max: 10,
      windowSeconds: 3600,
    })
    await until(() => opened[0]?.isResponding() ?? false)
    await limiter.take('ann')
    await server.flush()
    ok((await limiter.take('ann')).allowed)
    deepEqual(lines, [])
  })

  test('let their keys in Redis expire', async () => {
    const [limiter] = exact('vanishing', 10)
    await until(() => opened[0]?.isResponding() ?? false)
    await limiter?.take('ann')
    approximate('vanishing too', 10)[0]?.take('ann')
    let keys: string[] = []
    await until(async () => {
      keys = (await server.ask('KEYS', '*vanishing*')) as string[]
      return keys.length === 2
    })
    for (const key of keys) ok(Number(await server.ask('TTL', key)) > 0, key)
  })
})
