import { deepEqual } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { transaction } from '../platform/database/transaction.ts'
import type { QueueOptions, QueueWorker } from '../platform/queue/queue.ts'
import { openRedisQueue } from '../platform/queue/redis-queue.ts'
import { type Api, startApi } from '../test/kit/api.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { startRedis } from '../test/kit/redis/redis.ts'
import { elapse, settle, until } from '../test/kit/until.ts'
import { recordEvent } from './record-event.ts'
import { type Relay, startRelay } from './relay.ts'
import { jobHandler, type Subscriber } from './subscribers.ts'

eachDatabase('Redis', (database) => {
  const redis = {} as Awaited<ReturnType<typeof startRedis>>
  let api: Api
  let relay: Relay
  let worker: QueueWorker
  let carry: () => Promise<void>
  const heard: number[] = []
  let isDeaf = false

  before(async () => {
    Object.assign(redis, await startRedis())
    api = await startApi(await database.migratedUrl(), { REDIS_URL: redis.url })
    const subscriber: Subscriber = {
      name: 'test.note-done',
      events: ['task.completed'],
      handle: async (_work, event) => {
        if (isDeaf) throw new Error('not now')
        heard.push(event.subject_id)
      },
    }
    const options: QueueOptions = {
      concurrency: 4,
      leaseMs: 60_000,
      pollMs: 50,
      backoffMs: () => 300,
      onError: () => {},
    }
    const queue = await openRedisQueue(api.db, api.redis as NonNullable<typeof api.redis>, options)
    worker = queue.work(jobHandler([subscriber], api.db))
    relay = startRelay(api.db, { queue, subscribers: [subscriber], pollMs: 50, onError: () => {} })
    carry = () => queue.close()
  })
  after(async () => {
    await relay.stop()
    await worker.stop(1_000)
    await carry()
    await api.server.close()
    await api.close()
    await redis.kill()
  })

  const record = (subject: number) =>
    transaction(api.db, (tx) => recordEvent(tx, 'task.completed', { actor: null, subject, audience: [] }))
  const heardAre = async (expected: number[]) => {
    await until(() => heard.length >= expected.length)
    await settle(100)
    deepEqual(
      heard.splice(0).toSorted((one, other) => one - other),
      expected,
    )
  }

  test('carries each job', async () => {
    await record(1)
    await heardAre([1])
  })

  test('flushed while jobs wait for a retry: each job is retried and done once', async () => {
    isDeaf = true
    for (const subject of [11, 12, 13]) await record(subject)
    await untilJobs('waiting', 3)
    await redis.flush()
    isDeaf = false
    await passGrace()
    await heardAre([11, 12, 13])
  })

  test('killed: new and waiting events are handled without it', async () => {
    isDeaf = true
    await record(21)
    await untilJobs('waiting', 1)
    await redis.kill()
    isDeaf = false
    for (const subject of [22, 23]) await record(subject)
    await heardAre([21, 22, 23])
  })

  test('restarted and empty: it carries jobs again', async () => {
    await redis.restart()
    await until(() => api.redis?.isResponding())
    await record(31)
    await heardAre([31])
    await until(async () => String(await redis.ask('KEYS', 'docket:*')).includes('queue'))
  })

  test('killed, flushed and restarted under load: every event is handled once', async () => {
    const subjects = Array.from({ length: 150 }, (_, index) => 1_000 + index)
    const telling = Promise.all(
      subjects.map(async (subject, index) => {
        await elapse(index * 4)
        await record(subject)
      }),
    )
    await elapse(150)
    await redis.flush()
    await elapse(100)
    await redis.kill()
    await elapse(100)
    await redis.restart()
    await telling
    const passing = setInterval(() => void passGrace().catch(() => {}), 300)
    await heardAre(subjects)
    clearInterval(passing)
  })

  /** Acts as if workers had waited for Redis to deliver what it lost. */
  async function passGrace(): Promise<unknown> {
    const run_at = new Date(Date.now() - 60_000).toISOString()
    return transaction(api.db, (tx) => tx.updateTable('jobs').set({ run_at }).where('state', '=', 'waiting').execute())
  }

  const untilJobs = (state: 'waiting' | 'done', count: number) =>
    until(async () => {
      const jobs = await api.db.selectFrom('jobs').select('attempts').where('state', '=', state).execute()
      return jobs.filter((job) => job.attempts > 0).length >= count
    })
})
