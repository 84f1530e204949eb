import { clock, fromNow } from '../clock.ts'
import type { AnyKysely } from '../database/database.ts'
import { transaction } from '../database/transaction.ts'
import { type JobState, jobsIn } from './job-rows.ts'

/** The largest difference between the clocks of machines. */
const TOLERANCE_MS = 5 * 60_000
/** Longer than any delay between two attempts. */
const LONGEST_BACKOFF_MS = 6 * 3_600_000

/**
 * Later than anything that is scheduled at most `furthestMs` ahead. A later instant was written by a clock that was
 * ahead.
 */
export const tooFarAhead = (furthestMs: number): string => fromNow(furthestMs + TOLERANCE_MS)

/** The number of jobs that wait, or are claimed, for longer than is possible. */
export async function countJobsTooFarAhead(db: AnyKysely, leaseMs: number): Promise<number> {
  const counting = lateJobs(db, leaseMs).select(({ fn }) => fn.countAll<number>().as('count'))
  return (await counting.executeTakeFirstOrThrow()).count
}

/**
 * Makes these jobs due: waiting jobs at once, and running ones, which may still be in progress, after the time of a
 * lease.
 */
export async function repairJobs(db: AnyKysely, leaseMs: number): Promise<string | undefined> {
  if ((await countJobsTooFarAhead(db, leaseMs)) === 0) return undefined
  const repaired = await transaction(jobsIn(db), async (tx) => {
    const due = { running: fromNow(leaseMs), waiting: clock.now() }
    let count = 0
    for (const [state, run_at] of Object.entries(due) as [JobState, string][]) {
      const ids = lateJobs(tx, leaseMs).select('id').where('state', '=', state)
      const query = tx.updateTable('jobs').set({ run_at }).where('id', 'in', ids)
      count += Number((await query.executeTakeFirst()).numUpdatedRows)
    }
    return count
  })
  return `${repaired} jobs were scheduled too far ahead, because the clock was ahead; they are due now`
}

const lateJobs = (db: AnyKysely, leaseMs: number) =>
  jobsIn(db)
    .selectFrom('jobs')
    .where('run_at', '>', tooFarAhead(Math.max(LONGEST_BACKOFF_MS, leaseMs)))
