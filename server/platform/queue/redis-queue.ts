import type { AnyKysely } from '../database/database.ts'
import type { Redis } from '../redis/redis.ts'
import { within } from '../timeout.ts'
import { claimWaitingJob, jobsIn } from './job-rows.ts'
import type { Queue, QueueOptions } from './queue.ts'
import { type Runner, startRunner } from './runner.ts'

const NAME = 'jobs'
/** How long Redis has to deliver a job before workers find it in the database. */
const GRACE_MS = 10_000
const LONGEST_GOODBYE_MS = 2_000

type Carried = { id: number }

/**
 * BullMQ delivers each job to one worker as soon as it is due. It carries only ids: a worker claims the job in the
 * database before it starts. Jobs that Redis lost, or that could not be added to it, are found there.
 */
export async function openRedisQueue(db: AnyKysely, redis: Redis, options: QueueOptions): Promise<Queue> {
  const { onError, concurrency, leaseMs } = options
  const carrier = openCarrier(redis, await import('bullmq'), onError)
  const runners = new Set<Runner>()
  return {
    deliver: async (ids) => {
      await carrier.add(ids, 0)
      if (carrier.isAway()) for (const runner of runners) runner.wake()
    },
    work: (perform) => {
      const runner = startRunner(jobsIn(db), perform, {
        ...options,
        graceMs: () => (carrier.isAway() ? 0 : GRACE_MS),
        onPostponed: (job, delayMs) => void carrier.add([job.id], delayMs),
      })
      runners.add(runner)
      const take = ({ id }: Carried) => runner.take(() => claimWaitingJob(jobsIn(db), id, leaseMs))
      const receiver = carrier.receive(take, concurrency)
      return {
        wake: runner.wake,
        stop: async (limitMs) => {
          runners.delete(runner)
          const cutOff = await runner.stop(limitMs)
          if (cutOff.length > 0) await within(LONGEST_GOODBYE_MS, carrier.add(cutOff, 0))
          // Running jobs have been waited for.
          await within(LONGEST_GOODBYE_MS, receiver.close(true))
          return cutOff
        },
      }
    },
    close: () => within(LONGEST_GOODBYE_MS, carrier.close()),
  }
}

/** The queue in Redis, which carries the ids of jobs. */
function openCarrier(redis: Redis, bullmq: typeof import('bullmq'), onError: QueueOptions['onError']) {
  const settings = { prefix: `${redis.prefix}queue` }
  const queue = new bullmq.Queue<Carried>(NAME, { ...settings, connection: redis.commands, skipVersionCheck: true })
  // The connection logs its outages itself.
  queue.on('error', () => {})
  const isAway = () => redis.commands.status !== 'ready'
  return {
    isAway,
    add: async (ids: readonly number[], delay: number): Promise<void> => {
      if (isAway()) return
      const opts = { delay, removeOnComplete: true, removeOnFail: true }
      const added = queue.addBulk(ids.map((id) => ({ name: NAME, data: { id }, opts })))
      await added.catch((reason) => isAway() || onError('jobs could not be sent to Redis', reason))
    },
    receive: (take: (carried: Carried) => Promise<void>, concurrency: number) => {
      const connection = redis.openPatientConnection('jobs')
      const worker = new bullmq.Worker<Carried>(NAME, (job) => take(job.data), { ...settings, connection, concurrency })
      worker.on('error', () => {})
      return worker
    },
    close: () => queue.close(),
  }
}
