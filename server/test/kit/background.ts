import { relayEvents } from '../../events/relay.ts'
import { jobHandler, type Subscriber } from '../../events/subscribers.ts'
import { fromNow } from '../../platform/clock.ts'
import { claimDueJobs, finishJob, jobsIn, postponeJob } from '../../platform/queue/job-rows.ts'
import type { Queue } from '../../platform/queue/queue.ts'
import type { Db } from '../../tables/tables.ts'

export type Round = { done: string[]; failed: { key: string; reason: unknown }[] }

/**
 * Relays the events in the log and runs each waiting job once, including those that wait for a retry: what a worker
 * does continuously, at once and in order.
 */
export async function runPendingJobs(db: Db, subscribers: readonly Subscriber[]): Promise<Round> {
  await relayEvents(db, { queue: idle, subscribers })
  const jobs = await claimDueJobs(jobsIn(db), { most: 1_000, leaseMs: 60_000, dueBefore: fromNow(YEAR_MS) })
  const round: Round = { done: [], failed: [] }
  for (const job of jobs.toSorted((one, other) => one.id - other.id)) {
    try {
      await jobHandler(subscribers, db)(job, new AbortController().signal)
      await finishJob(jobsIn(db), job)
      round.done.push(job.key)
    } catch (reason) {
      await postponeJob(jobsIn(db), job, fromNow(0), String(reason))
      round.failed.push({ key: job.key, reason })
    }
  }
  return round
}

const YEAR_MS = 365 * 86_400_000

const idle: Queue = {
  deliver: async () => {},
  work: () => {
    throw new Error('jobs are worked off by hand here')
  },
  close: async () => {},
}
