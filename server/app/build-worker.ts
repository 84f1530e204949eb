import { startRelay } from '../events/relay.ts'
import { jobHandler } from '../events/subscribers.ts'
import { watchReminders } from '../features/reminders/firing/watch.ts'
import { backoffMs } from '../platform/queue/backoff.ts'
import { databaseQueue } from '../platform/queue/database-queue.ts'
import type { QueueOptions } from '../platform/queue/queue.ts'
import { startRecurringJobs } from '../platform/queue/recurring-jobs.ts'
import { openRedisQueue } from '../platform/queue/redis-queue.ts'
import { openLog } from '../platform/telemetry/log.ts'
import { recurringJobs, subscribers } from './background.ts'
import type { Resources } from './resources.ts'
import { countAttempts } from './telemetry/instrumented.ts'

export type Worker = { stop(): Promise<void> }

const CONCURRENCY = 16
const POLL_MS = 1_000
/** Redis sends notifications; polling covers lost ones. */
const POLL_WITH_REDIS_MS = 5_000
/** How long a running job may take to finish when the worker stops … */
const LONGEST_WAIT_MS = 12_000
/** … and how long stopping takes in all, including the disconnection from Redis. */
export const LONGEST_WORKER_STOP_MS = 17_000

/** A worker that does nothing until it is stopped: during maintenance nothing is sent. */
export function idleWorker(): Worker {
  const timer = setInterval(() => {}, 3_600_000)
  return { stop: async () => clearInterval(timer) }
}

/**
 * Background work: the relay, jobs and recurring work. They stop in the order in which work flows, so that nothing is
 * started that would not be finished. Work that is cut off is released for other workers, and makes `stop` throw.
 */
export async function startWorker(resources: Resources): Promise<Worker> {
  const { config, db, redis, notifications } = resources
  const leaseMs = config.takeoverAfterMs
  const log = openLog(config.logLevel)
  const onError = (what: string, reason: unknown) => log?.warn({ err: reason }, what)
  const pollMs = redis ? POLL_WITH_REDIS_MS : POLL_MS
  const options: QueueOptions = { concurrency: CONCURRENCY, leaseMs, pollMs, backoffMs, onError }

  const eventSubscribers = subscribers(resources)
  const queue = redis ? await openRedisQueue(db, redis, options) : databaseQueue(db, options)
  const jobs = queue.work(countAttempts(jobHandler(eventSubscribers, db, leaseMs), resources.metrics))
  const relay = startRelay(db, { queue, subscribers: eventSubscribers, pollMs, onError })
  const endNotifications = notifications.listen(relay.wake)
  const reminders = watchReminders(db, { onError })
  const periodic = startRecurringJobs(db, recurringJobs(config), { leaseMs, onError })

  return {
    stop: async () => {
      endNotifications()
      await reminders.stop()
      const [lateRecurringJobs, lateJobs] = await Promise.all([
        periodic.stop(LONGEST_WAIT_MS),
        relay.stop().then(() => jobs.stop(LONGEST_WAIT_MS)),
      ])
      await queue.close()
      const late = [...lateJobs.map((id) => `job ${id}`), ...lateRecurringJobs]
      if (late.length > 0) throw new Error(`did not finish in time and was interrupted: ${late.join(', ')}`)
    },
  }
}
