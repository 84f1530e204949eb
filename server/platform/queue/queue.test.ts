import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { migrations } from '../../tables/migrations/index.ts'
import type { Db } from '../../tables/tables.ts'
import { eachDatabase, type TestDatabase } from '../../test/kit/each-database.ts'
import { redisForTests } from '../../test/kit/redis/redis.ts'
import { elapse, settle, until } from '../../test/kit/until.ts'
import { closeDatabase, openDatabase } from '../database/database.ts'
import { migrateUp } from '../database/migrations/migrator.ts'
import { transaction } from '../database/transaction.ts'
import { PermanentFailure } from '../permanent-failure.ts'
import { openRedis, type Redis } from '../redis/redis.ts'
import { databaseQueue } from './database-queue.ts'
import { insertJobs, jobsIn } from './job-rows.ts'
import { countJobs, discardJob, retryJob } from './jobs.ts'
import { type Perform, type Queue, type QueueOptions, type QueueWorker, RetryLater } from './queue.ts'
import { openRedisQueue } from './redis-queue.ts'

type OpenQueue = (db: Db, options: QueueOptions) => Promise<Queue>

eachDatabase('Jobs', (database) => {
  describe('in the database', () => suite(database, async (db, options) => databaseQueue(db, options)))

  describe('in Redis', () => {
    const server = redisForTests()
    let redis: Redis
    before(async () => {
      redis = await openRedis({ url: server.url })
    })
    after(() => redis.close())
    suite(database, (db, options) => openRedisQueue(db, redis, options))
  })
})

function suite(database: TestDatabase, open: OpenQueue): void {
  let db: Db
  const errors: string[] = []
  const opened: Queue[] = []
  const workers: QueueWorker[] = []

  before(async () => {
    db = openDatabase(await database.url()) as Db
    await migrateUp(db, migrations)
  })
  beforeEach(async () => {
    await stopAll()
    errors.length = 0
    await transaction(db, (tx) => tx.deleteFrom('jobs').execute())
  })
  after(async () => {
    await stopAll()
    await closeDatabase(db)
  })
  const stopAll = async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop(100)))
    await Promise.all(opened.splice(0).map((queue) => queue.close()))
  }

  const openQueue = async (options: Partial<QueueOptions> = {}) => {
    const usual = { concurrency: 4, leaseMs: 60_000, pollMs: 50, backoffMs: () => 20 }
    const onError = (what: string, reason: unknown) => errors.push(`${what}: ${reason}`)
    const queue = await open(db, { ...usual, onError, ...options })
    opened.push(queue)
    return queue
  }
  const work = (queue: Queue, perform: Perform) => {
    const worker = queue.work(perform)
    workers.push(worker)
    return worker
  }
  const add = async (queue: Queue, ...keys: string[]) => {
    const jobs = keys.map((key) => ({ key, name: 'test.note', payload: { key } }))
    const ids = await transaction(db, (tx) => insertJobs(tx, jobs))
    await queue.deliver(ids)
    return ids
  }
  const jobs = () => jobsIn(db).selectFrom('jobs').selectAll().orderBy('id').execute()
  const statesAre = (states: string[]) =>
    until(async () => String((await jobs()).map((job) => job.state)) === String(states))

  test('each run once, with their payload', async () => {
    const done: unknown[] = []
    const queue = await openQueue()
    work(queue, async (job) => done.push([job.key, job.name, job.payload, job.attempts]))
    await add(queue, 'a', 'b')
    await statesAre(['done', 'done'])
    deepEqual(done.toSorted(), [
      ['a', 'test.note', { key: 'a' }, 1],
      ['b', 'test.note', { key: 'b' }, 1],
    ])
    deepEqual(errors, [])
  })

  test('with a known key are not added again, whether waiting or done', async () => {
    const done: string[] = []
    const queue = await openQueue()
    await add(queue, 'a')
    deepEqual(await add(queue, 'a'), [])
    work(queue, async (job) => done.push(job.key))
    await statesAre(['done'])
    const [b] = await add(queue, 'a', 'b')
    ok(b)
    await statesAre(['done', 'done'])
    deepEqual(done, ['a', 'b'])
  })

  test('are rolled back with the transaction that added them', async () => {
    const queue = await openQueue()
    const failed = transaction(db, async (tx) => {
      await insertJobs(tx, [{ key: 'a', name: 'test.note', payload: {} }])
      throw new Error('no')
    })
    await rejects(failed, /no/)
    await queue.deliver([1])
    deepEqual(await jobs(), [])
  })

  test('without a notification are found', async () => {
    const queue = await openQueue()
    work(queue, async () => {})
    await transaction(db, (tx) => insertJobs(tx, [{ key: 'a', name: 'test.note', payload: {} }]))
    await dueSince(60_000)
    await statesAre(['done'])
  })

  test('are distributed over workers, and no two run the same job', async () => {
    const done: string[] = []
    for (let worker = 0; worker < 3; worker++) {
      work(await openQueue(), async (job) => {
        await elapse(1)
        done.push(job.key)
      })
    }
    const keys = Array.from({ length: 120 }, (_, index) => `job ${index}`)
    await add(opened[0] as Queue, ...keys)
    await dueSince(60_000)
    await until(async () => (await countJobs(db)).done === keys.length)
    deepEqual(done.toSorted(), keys.toSorted())
  })

  test('run with a concurrency limit', async () => {
    let running = 0
    let most = 0
    const queue = await openQueue({ concurrency: 3 })
    work(queue, async () => {
      running += 1
      most = Math.max(most, running)
      await elapse(5)
      running -= 1
    })
    await add(queue, ...Array.from({ length: 30 }, (_, index) => `job ${index}`))
    await until(async () => (await countJobs(db)).done === 30)
    equal(most, 3)
  })

  test('that fail are retried, and are done when one attempt succeeds', async () => {
    const attempts: number[] = []
    const queue = await openQueue()
    work(queue, async (job) => {
      attempts.push(job.attempts)
      if (job.attempts < 3) throw new Error(`no ${job.attempts}`)
    })
    await add(queue, 'a')
    await statesAre(['done'])
    deepEqual(attempts, [1, 2, 3])
    equal(errors.length, 2)
  })

  test('that always fail are dead after the last attempt, and report why', async () => {
    const queue = await openQueue({ backoffMs: (attempts) => (attempts < 3 ? 5 : undefined) })
    work(queue, async (job) => {
      throw new Error(`no ${job.attempts}`)
    })
    await add(queue, 'a')
    await statesAre(['dead'])
    const [job] = await jobs()
    deepEqual([job?.attempts, job?.last_error, job?.run_at], [3, 'Error: no 3', null])
  })

  test('that fail permanently are dead at once, and those with a retry time are retried then', async () => {
    const begun: string[] = []
    const queue = await openQueue({ backoffMs: () => 3_600_000 })
    work(queue, async (job) => {
      begun.push(job.key)
      if (job.key === 'never') throw new PermanentFailure('never')
      if (job.attempts === 1) throw new RetryLater(30, 'soon')
    })
    await add(queue, 'never', 'soon')
    await statesAre(['dead', 'done'])
    deepEqual(begun.toSorted(), ['never', 'soon', 'soon'])
  })

  test('that are dead can be retried or discarded by an operator', async () => {
    let isBroken = true
    const queue = await openQueue({ backoffMs: () => undefined })
    work(queue, async () => {
      if (isBroken) throw new Error('broken')
    })
    const [a, b] = await add(queue, 'a', 'b')
    await statesAre(['dead', 'dead'])
    isBroken = false
    equal((await transaction(db, (tx) => retryJob(tx, a as number)))?.state, 'waiting')
    equal((await transaction(db, (tx) => discardJob(tx, b as number)))?.key, 'b')
    await queue.deliver([a as number])
    await statesAre(['done'])
    equal(await transaction(db, (tx) => retryJob(tx, a as number)), undefined)
    equal(await transaction(db, (tx) => discardJob(tx, a as number)), undefined)
  })

  test('of a worker that stopped responding are released when their lease expires, and it can no longer finish them', async () => {
    const queue = await openQueue()
    const { promise: frozen, resolve: thaw } = Promise.withResolvers<void>()
    let begun = 0
    const perform = async () => {
      begun += 1
      if (begun === 1) {
        await frozen
        throw new Error('too late')
      }
    }
    work(queue, perform)
    await add(queue, 'a')
    await statesAre(['running'])
    // As if it had not renewed its lease for longer than its duration.
    await dueSince(60_000)
    await statesAre(['done'])
    equal(begun, 2)
    thaw()
    await until(() => errors.length > 0)
    await settle(50)
    equal((await jobs())[0]?.state, 'done')
  })

  test('that run long extend their lease', async () => {
    const begun: string[] = []
    for (let worker = 0; worker < 2; worker++) {
      work(await openQueue({ leaseMs: 1_000 }), async (job) => {
        begun.push(job.key)
        await elapse(2_500)
      })
    }
    await add(opened[0] as Queue, 'a')
    await statesAre(['done'])
    deepEqual(begun, ['a'])
  })

  test('that crash their process every time are dead after the last attempt', async () => {
    const queue = await openQueue({ backoffMs: (attempts) => (attempts < 3 ? 5 : undefined) })
    await add(queue, 'a')
    await transaction(db, (tx) => tx.updateTable('jobs').set({ attempts: 3, state: 'running', claim: 'x' }).execute())
    await dueSince(60_000)
    work(queue, async () => {
      throw new Error('was begun once more')
    })
    await statesAre(['dead'])
    ok(String((await jobs())[0]?.last_error).includes('process ended during the last attempt'))
  })

  test('in progress finish before a worker stops, and no new ones start', async () => {
    const queue = await openQueue({ concurrency: 1 })
    const done: string[] = []
    const worker = work(queue, async (job) => {
      await elapse(100)
      done.push(job.key)
    })
    await add(queue, 'a', 'b', 'c')
    await until(async () => (await countJobs(db)).running === 1)
    await worker.stop(5_000)
    equal(done.length, 1)
    deepEqual(await countJobs(db), { waiting: 2, running: 0, done: 1, dead: 0 })
  })

  test('that take too long when a worker stops are aborted, and released for others without a lost attempt', async () => {
    const queue = await openQueue()
    let isAborted = false
    const worker = work(queue, (_job, signal) => {
      signal.addEventListener('abort', () => {
        isAborted = true
      })
      return new Promise(() => {})
    })
    const [id] = await add(queue, 'a')
    await statesAre(['running'])
    deepEqual(await worker.stop(50), [id])
    ok(isAborted)
    match(String(errors.at(-1)), new RegExp(`^job ${id} \\(a\\) was interrupted and is released for other workers`))
    deepEqual(
      (await jobs()).map(({ state, attempts, claim }) => ({ state, attempts, claim })),
      [{ state: 'waiting', attempts: 0, claim: null }],
    )
    await dueSince(60_000)
    work(await openQueue(), async () => {})
    await statesAre(['done'])
  })

  /** Makes every job due this long ago, including claimed ones. */
  function dueSince(ms: number): Promise<unknown> {
    const run_at = new Date(Date.now() - ms).toISOString()
    return transaction(db, (tx) => tx.updateTable('jobs').set({ run_at }).where('run_at', 'is not', null).execute())
  }
}
