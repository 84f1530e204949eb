import { deepEqual, equal, match } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startWatchedRedis, type WatchedRedis } from '../../test/kit/redis/sentinels.ts'
import { until } from '../../test/kit/until.ts'
import { diagnoseRedis } from './diagnosis.ts'
import type { Log } from './outages.ts'
import { openRedis, type Redis } from './redis.ts'

describe('Redis behind Sentinel', () => {
  let watched: WatchedRedis
  const opened: Redis[] = []
  before(async () => {
    watched = await startWatchedRedis()
  })
  after(async () => {
    await Promise.all(opened.map((redis) => redis.close()))
    await watched?.stop()
  })

  const open = async (url = watched.url, log?: Log) => {
    const redis = await openRedis({ url }, log)
    opened.push(redis)
    return redis
  }

  test('reports an unknown primary and a wrong password in different sentences', async () => {
    const causeAt = async (url: string) => {
      const redis = await open(url)
      const reason = await redis.tryWrite(2_000).catch((reason: unknown) => reason)
      return diagnoseRedis(reason).cause
    }
    equal(await causeAt(watched.url.replace('/mymaster', '/another')), 'The sentinels have no primary with that name.')
    equal(
      await causeAt(watched.url.replace(/sentinel_password=.*/, 'sentinel_password=wrong')),
      'The sentinels refuse the user or password.',
    )
    equal(await causeAt(watched.url.replace(/:[^:@]+@/, ':wrong@')), 'Redis refuses the user or password.')
    match(
      await causeAt('redis+sentinel://127.0.0.1:1,127.0.0.1:2/mymaster'),
      /^failed to connect to sentinel 127.0.0.1:2 /,
    )
  })

  test('is replaced on every connection when the primary is killed or hangs', async () => {
    const lines: string[] = []
    const write = (_fields: object, text: string) => lines.push(text)
    const redis = await open(watched.url, { warn: write, info: write })
    const heard: unknown[] = []
    redis.subscribe('news', (text) => heard.push(text))
    const blocking = redis.openBlockingConnection('blocking')
    await until(() => heard.length > 0)

    const { primary, replica } = watched
    await primary.kill()
    const reply = blocking.incr('counted')
    await promoted(replica.url)
    equal(await reply, 1)
    await worksAgain(redis, heard)

    await primary.restart()
    await primary.ask('REPLICAOF', '127.0.0.1', new URL(replica.url).port)
    await until(async () => /state=online/.test(String(await replica.ask('INFO', 'replication'))))
    replica.pause()
    await promoted(primary.url)
    await worksAgain(redis, heard)
    replica.resume()
    deepEqual(
      [...new Set(lines)],
      ['Redis is unavailable; the server waits or continues without it until it is back', 'Redis is available again'],
    )
  })

  const promoted = async (url: string) => until(async () => (await watched.primaryPort()) === Number(new URL(url).port))

  async function worksAgain(redis: Redis, heard: unknown[]): Promise<void> {
    await until(() => redis.isResponding(1_000))
    heard.length = 0
    await until(async () => {
      await redis.publish('news', 'again')
      return heard.includes('again')
    })
  }
})
