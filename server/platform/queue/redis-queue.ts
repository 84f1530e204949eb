import type { AnyKysely } from '../database/database.ts'
import type { Redis } from '../redis/redis.ts'
import { within } from '../timeout.ts'
import { claimWaitingJob, jobsIn } from './job-rows.ts'
import type { Queue, QueueOptions } from './queue.ts'
import { startRunner } from './runner.ts'

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
  const bullmq = await import('bullmq')
  const { onTrouble, concurrency, leaseMs } = options
  const settings = { prefix: `${redis.prefix}queue` }
  const carrier = new bullmq.Queue<Carried>(NAME, { ...settings, connection: redis.commands, skipVersionCheck: true })
  // The connection logs its outages itself.
  carrier.on('error', () => {})
  const isAway = () => redis.commands.status !== 'ready'
  const notifications = new Set<() => void>()

  const carry = async (ids: readonly number[], delay: number) => {
    if (isAway()) return
    const opts = { delay, removeOnComplete: true, removeOnFail: true }
    const added = carrier.addBulk(ids.map((id) => ({ name: NAME, data: { id }, opts })))
    await added.catch((reason) => isAway() || onTrouble('jobs could not be sent to Redis', reason))
  }

  return {
    deliver: async (ids) => {
      await carry(ids, 0)
      if (isAway()) for (const notification of notifications) notification()
    },
    work: (perform) => {
      const runner = startRunner(jobsIn(db), perform, {
        ...options,
        graceMs: () => (isAway() ? 0 : GRACE_MS),
        onPostponed: (job, delayMs) => void carry([job.id], delayMs),
      })
      notifications.add(runner.notification)
      const take = ({ id }: Carried) => runner.take(() => claimWaitingJob(jobsIn(db), id, leaseMs))
      const connection = redis.openPatientConnection('jobs')
      const worker = new bullmq.Worker<Carried>(NAME, (job) => take(job.data), { ...settings, connection, concurrency })
      worker.on('error', () => {})
      return {
        notification: runner.notification,
        stop: async (limitMs) => {
          notifications.delete(runner.notification)
          const cutOff = await runner.stop(limitMs)
          if (cutOff.length > 0) await within(LONGEST_GOODBYE_MS, carry(cutOff, 0))
          // Running jobs have been waited for.
          await within(LONGEST_GOODBYE_MS, worker.close(true))
          return cutOff
        },
      }
    },
    close: () => within(LONGEST_GOODBYE_MS, carrier.close()),
  }
}
