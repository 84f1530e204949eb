import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { redisForTests, startRedis } from '../../test/kit/redis/redis.ts'
import { until } from '../../test/kit/until.ts'
import type { Log } from './outages.ts'
import { openRedis, type Redis } from './redis.ts'

describe('Redis', () => {
  const server = redisForTests()
  const opened: Redis[] = []
  after(() => Promise.all(opened.map((redis) => redis.close())))

  const open = async (url = server.url, log?: Log) => {
    const redis = await openRedis({ url }, log)
    opened.push(redis)
    return redis
  }

  test('runs commands in the database of its URL, under a client name that operators can read', async () => {
    const redis = await open(`${server.url}/3`)
    await redis.commands.set('colour', 'green')
    match(String(await server.ask('INFO', 'keyspace')), /db3:keys=1/)
    match(String(await server.ask('CLIENT', 'LIST')), /name=docket-commands/)
  })

  test('authenticates with the password', async () => {
    const guarded = await startRedis({ requirepass: 'open sesame/?' })
    const redis = await openRedis({ url: guarded.url })
    ok(await redis.isResponding())
    await redis.close()
    await guarded.kill()
  })

  test('logs that a password is wrong, without the password', async () => {
    const guarded = await startRedis({ requirepass: 'open sesame' })
    const log = listeningLog()
    const redis = await openRedis({ url: guarded.url.replace('open', 'shut') }, log)
    await until(() => log.lines.length > 0)
    match(String(log.lines[0]), /Redis is unavailable.*WRONGPASS/)
    doesNotMatch(String(log.lines[0]), /sesame/)
    await redis.close()
    await guarded.kill()
  })

  test('delivers a message to every subscriber of its channel, and to none in another database', async () => {
    const [here, there, elsewhere] = [await open(), await open(), await open(`${server.url}/1`)]
    const heard = await listen(there, 'news')
    const heardElsewhere = await listen(elsewhere, 'news')
    await elsewhere.publish('news', 'elsewhere')
    await here.publish('news', 'here')
    await until(() => heard.length > 0 && heardElsewhere.length > 0)
    deepEqual([heard, heardElsewhere], [['here'], ['elsewhere']])
  })

  test('does not call a subscriber after it unsubscribes', async () => {
    const redis = await open()
    const heard: unknown[] = []
    const stop = redis.subscribe('news', (text) => heard.push(text))
    const heardByOther = await listen(redis, 'news')
    stop()
    heard.length = 0
    await redis.publish('news', 'late')
    await until(() => heardByOther.length > 0)
    deepEqual(heard, [])
  })

  test('killed and restarted: commands fail at once, later succeed again, and each state is logged once', async () => {
    const log = listeningLog()
    const redis = await open(server.url, log)
    const heard: unknown[] = []
    redis.subscribe('news', (text) => heard.push(text))
    await until(() => heard.length > 0)
    await server.kill()
    await until(() => log.lines.length > 0)
    await rejects(redis.commands.get('colour'))
    equal(await redis.isResponding(), false)
    await redis.publish('news', 'nobody hears')
    const blocking = redis.openBlockingConnection('blocking')
    const reply = blocking.ping()

    await server.restart()
    await until(() => redis.isResponding())
    equal(await reply, 'PONG')
    await until(() => heard.length > 1)
    await redis.publish('news', 'again')
    await until(() => heard.length > 2)
    deepEqual(heard, [undefined, undefined, 'again'])
    equal(log.lines.length, 2)
    match(String(log.lines[0]), /Redis is unavailable/)
    match(String(log.lines[1]), /Redis is available again/)
  })

  test('hanging: it is reported as unavailable, and is used again when it responds', async () => {
    const redis = await open()
    server.pause()
    equal(await redis.isResponding(50), false)
    server.resume()
    await until(() => redis.isResponding())
  })

  test('unavailable at startup: the client opens anyway, and connects later', async () => {
    await server.kill()
    const redis = await open()
    equal(await redis.isResponding(), false)
    await server.restart()
    await until(() => redis.isResponding())
  })

  test('closing leaves no connection, and does not wait for an unavailable Redis', async () => {
    const guest = await startRedis()
    const redis = await openRedis({ url: guest.url })
    await listen(redis, 'news')
    await redis.openBlockingConnection('blocking').ping()
    await redis.close()
    await until(async () => !String(await guest.ask('CLIENT', 'LIST')).includes('name=docket-'))

    const orphan = await openRedis({ url: guest.url })
    await guest.kill()
    await until(() => orphan.commands.status === 'reconnecting')
    await orphan.close()
  })
})

/** The messages that are received from now on. */
async function listen(redis: Redis, channel: string): Promise<unknown[]> {
  const heard: unknown[] = []
  redis.subscribe(channel, (text) => heard.push(text))
  await until(() => heard.length > 0)
  heard.length = 0
  return heard
}

function listeningLog(): Log & { lines: string[] } {
  const lines: string[] = []
  const write = (fields: object, text: string) => lines.push(`${text} ${JSON.stringify(fields)}`)
  return { lines, warn: write, info: write }
}
