import type { AnyKysely } from '../database/database.ts'
import type { Redis } from '../redis/redis.ts'
import { within } from '../timeout.ts'
import { claimWaitingJob, jobsIn } from './job-rows.ts'
import type { Queue, QueueOptions } from './queue.ts'
import { type Runner, startRunner } from './runner.ts'

const NAME = 'jobs'
/** How long Redis has to deliver a job before workers find it in the database. */
const GRACE_MS = 10_000
const CLOSE_TIMEOUT_MS = 2_000

type JobReference = { id: number }

/**
 * BullMQ delivers each job to one worker as soon as it is due. It carries only ids: a worker claims the job in the
 * database before it starts. Jobs that Redis lost, or that could not be added to it, are found there.
 */
export async function openRedisQueue(db: AnyKysely, redis: Redis, options: QueueOptions): Promise<Queue> {
  const { onError, concurrency, leaseMs } = options
  const redisQueue = openBullQueue(redis, await import('bullmq'), onError)
  const runners = new Set<Runner>()
  return {
    deliver: async (ids) => {
      await redisQueue.add(ids, 0)
      if (redisQueue.isDown()) for (const runner of runners) runner.wake()
    },
    work: (perform) => {
      const runner = startRunner(jobsIn(db), perform, {
        ...options,
        graceMs: () => (redisQueue.isDown() ? 0 : GRACE_MS),
        onPostponed: (job, delayMs) => void redisQueue.add([job.id], delayMs),
      })
      runners.add(runner)
      const take = ({ id }: JobReference) => runner.take(() => claimWaitingJob(jobsIn(db), id, leaseMs))
      const receiver = redisQueue.receive(take, concurrency)
      return {
        wake: runner.wake,
        stop: async (limitMs) => {
          runners.delete(runner)
          const interrupted = await runner.stop(limitMs)
          if (interrupted.length > 0) await within(CLOSE_TIMEOUT_MS, redisQueue.add(interrupted, 0))
          // Running jobs have been waited for.
          await within(CLOSE_TIMEOUT_MS, receiver.close(true))
          return interrupted
        },
      }
    },
    close: () => within(CLOSE_TIMEOUT_MS, redisQueue.close()),
  }
}

/** The queue in Redis, which carries the ids of jobs. */
function openBullQueue(redis: Redis, bullmq: typeof import('bullmq'), onError: QueueOptions['onError']) {
  const settings = { prefix: `${redis.prefix}queue` }
  const queue = new bullmq.Queue<JobReference>(NAME, {
    ...settings,
    connection: redis.commands,
    skipVersionCheck: true,
  })
  // The connection logs its outages itself.
  queue.on('error', () => {})
  const isDown = () => redis.commands.status !== 'ready'
  return {
    isDown,
    add: async (ids: readonly number[], delay: number): Promise<void> => {
      if (isDown()) return
      const opts = { delay, removeOnComplete: true, removeOnFail: true }
      const added = queue.addBulk(ids.map((id) => ({ name: NAME, data: { id }, opts })))
      await added.catch((reason) => isDown() || onError('jobs could not be sent to Redis', reason))
    },
    receive: (take: (reference: JobReference) => Promise<void>, concurrency: number) => {
      const connection = redis.openBlockingConnection('jobs')
      const worker = new bullmq.Worker<JobReference>(NAME, (job) => take(job.data), {
        ...settings,
        connection,
        concurrency,
      })
      worker.on('error', () => {})
      return worker
    },
    close: () => queue.close(),
  }
}
