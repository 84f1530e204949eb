import { randomUUID } from 'node:crypto'
import { clock, fromNow } from '../clock.ts'
import type { AnyKysely, Database } from '../database/database.ts'
import { countUpTo, type Slice, sliced } from '../database/queries/paging.ts'
import { transaction } from '../database/transaction.ts'
import { untilAborted, within } from '../timeout.ts'
import { wakeUp } from '../wake-up.ts'
import { tooFarAhead } from './clock-skew.ts'
import { renewLease } from './lease.ts'

export type RecurringJobsTable = {
  name: string
  /** When it is due; while it runs, the end of its lease. */
  run_at: string
  claim: string | null
}

/** A job that runs at an interval, on one worker at a time. */
export type RecurringJob<D> = {
  /** feature.what-it-does */
  name: string
  everyMs: number
  /** If it resolves to a text, that is logged. */
  run(db: D): Promise<unknown>
}

type RecurringJobOptions = { leaseMs: number; onError(what: string, reason: unknown): void }

type RecurringJobsDb = Database<{ recurring_jobs: RecurringJobsTable }>

const LONGEST_SLEEP_MS = 60_000
/** A job that is overdue for so long, and that this version does not have, belongs to an earlier version. */
const RETIRED_MS = 10 * 60_000
/** The time to release jobs that were aborted. */
const ABORT_GRACE_MS = 500

/**
 * Runs the jobs, each at its own interval, until it is stopped. A job that does not end within the limit is then
 * released for other workers, and its name returned. New jobs are due at once.
 */
export function startRecurringJobs<D extends AnyKysely>(
  db: D,
  jobs: readonly RecurringJob<D>[],
  options: RecurringJobOptions,
): { stop(limitMs: number): Promise<string[]> } {
  let isStopped = false
  const end = new AbortController()
  const interrupted: string[] = []
  const wakes = jobs.map(() => wakeUp())
  const loops = jobs.map(async (job, index) => {
    while (!isStopped) {
      const pause = await runIfDue(db, job, options, end.signal).catch((reason) => {
        if (end.signal.aborted) interrupted.push(job.name)
        options.onError(`recurring job ${job.name} could not be read`, reason)
        return job.everyMs
      })
      if (!isStopped) await wakes[index]?.sleep(Math.min(pause, job.everyMs, LONGEST_SLEEP_MS))
    }
  })
  return {
    stop: async (limitMs) => {
      isStopped = true
      for (const wake of wakes) wake.wake()
      await within(limitMs, Promise.all(loops))
      end.abort()
      await within(ABORT_GRACE_MS, Promise.all(loops))
      return interrupted
    },
  }
}

/**
 * Runs the job if it is due and no other worker runs it; returns how long to wait before the next check. Throws when
 * aborted.
 */
export async function runIfDue<D extends AnyKysely>(
  db: D,
  job: RecurringJob<D>,
  { leaseMs, onError }: RecurringJobOptions,
  signal?: AbortSignal,
): Promise<number> {
  const rows = db as unknown as RecurringJobsDb
  // Checking costs a read; only claiming costs a transaction.
  const row = await rows.selectFrom('recurring_jobs').select('run_at').where('name', '=', job.name).executeTakeFirst()
  const furthestMs = Math.max(job.everyMs, leaseMs)
  if (row && row.run_at > tooFarAhead(furthestMs)) {
    await makeDue(rows, job.name, row.run_at)
    onError(`recurring job ${job.name} waited for ${row.run_at}, because the clock was ahead; it runs now`, undefined)
  } else if (row && row.run_at > clock.now()) return Date.parse(row.run_at) - clock.millis()
  const claim = await claimJob(rows, job.name, leaseMs)
  if (claim === undefined) return job.everyMs
  const startedAt = clock.millis()
  const endRenewing = renewLease(
    leaseMs,
    () => setRunAt(rows, job.name, claim, fromNow(leaseMs)),
    (reason) => onError(`${job.name} lost its claim`, reason),
  )
  try {
    const message = await untilAborted(Promise.resolve(job.run(db)), signal)
    if (typeof message === 'string') onError(message, undefined)
  } catch (reason) {
    onError(`recurring job ${job.name} ${signal?.aborted ? 'was interrupted' : 'failed'}`, reason)
  } finally {
    endRenewing()
    const next = signal?.aborted ? clock.now() : new Date(startedAt + job.everyMs).toISOString()
    await setRunAt(rows, job.name, claim, next)
  }
  signal?.throwIfAborted()
  return Math.max(0, startedAt + job.everyMs - clock.millis())
}

/** The names of the jobs that wait for longer than their interval. */
export async function recurringJobsTooFarAhead<D extends AnyKysely>(
  db: D,
  jobs: readonly RecurringJob<D>[],
  leaseMs: number,
): Promise<string[]> {
  const rows = await (db as unknown as RecurringJobsDb)
    .selectFrom('recurring_jobs')
    .select(['name', 'run_at'])
    .execute()
  const intervals = new Map(jobs.map(({ name, everyMs }) => [name, everyMs]))
  const far = rows.filter(({ name, run_at }) => run_at > tooFarAhead(Math.max(intervals.get(name) ?? 0, leaseMs)))
  return far.map(({ name }) => name)
}

/** Removes overdue jobs that are not among `jobs`: only earlier versions had them, and no worker runs them. */
export function removeRetiredJobs(db: AnyKysely, jobs: readonly { name: string }[]): Promise<unknown> {
  const names = jobs.map(({ name }) => name)
  return transaction(db as unknown as RecurringJobsDb, (tx) =>
    tx.deleteFrom('recurring_jobs').where('name', 'not in', names).where('run_at', '<', fromNow(-RETIRED_MS)).execute(),
  )
}

/** How long the most overdue job has been due; undefined before any worker has run. */
export async function overdueMs(db: AnyKysely): Promise<number | undefined> {
  const first = await recurringJobsIn(db).select('run_at').orderBy('run_at').limit(1).executeTakeFirst()
  return first && Math.max(0, clock.millis() - Date.parse(first.run_at))
}

type RecurringJobRow = Pick<RecurringJobsTable, 'name' | 'run_at'>

export const listRecurringJobs = (db: AnyKysely, slice: Slice): Promise<RecurringJobRow[]> =>
  sliced(recurringJobsIn(db).select(['name', 'run_at']), slice).execute()

export const countRecurringJobs = (db: AnyKysely, limit: number): Promise<number> =>
  countUpTo(db, recurringJobsIn(db), limit)

export const findRecurringJob = (db: AnyKysely, name: string): Promise<RecurringJobRow | undefined> =>
  recurringJobsIn(db).select(['name', 'run_at']).where('name', '=', name).executeTakeFirst()

const recurringJobsIn = (db: AnyKysely) => (db as unknown as RecurringJobsDb).selectFrom('recurring_jobs')

function makeDue(db: RecurringJobsDb, name: string, runAt: string): Promise<unknown> {
  const due = { run_at: clock.now(), claim: null }
  return transaction(db, (tx) =>
    tx.updateTable('recurring_jobs').set(due).where('name', '=', name).where('run_at', '=', runAt).execute(),
  )
}

function claimJob(db: RecurringJobsDb, name: string, leaseMs: number): Promise<string | undefined> {
  const claim = randomUUID()
  return transaction(db, async (tx) => {
    const now = clock.now()
    await tx
      .insertInto('recurring_jobs')
      .values({ name, run_at: now, claim: null })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    const taken = tx.updateTable('recurring_jobs').set({ claim, run_at: fromNow(leaseMs) })
    const query = taken.where('name', '=', name).where('run_at', '<=', now)
    return (await query.executeTakeFirst()).numUpdatedRows > 0n ? claim : undefined
  })
}

function setRunAt(db: RecurringJobsDb, name: string, claim: string, runAt: string): Promise<unknown> {
  return transaction(db, (tx) =>
    tx
      .updateTable('recurring_jobs')
      .set({ run_at: runAt })
      .where('name', '=', name)
      .where('claim', '=', claim)
      .execute(),
  )
}
