import { randomUUID } from 'node:crypto'
import type { ColumnType, Generated, Selectable } from 'kysely'
import { clock, fromNow } from '../clock.ts'
import type { AnyKysely, Database, Transaction } from '../database/database.ts'
import { inBatches } from '../database/queries/batches.ts'
import { forUpdateSkipLocked } from '../database/queries/sql.ts'
import { transaction } from '../database/transaction.ts'

export type JobState = 'waiting' | 'running' | 'done' | 'dead'

export type JobsTable = {
  id: Generated<number>
  /** Unique, chosen by the code that adds the job: a job whose key exists is not added again. */
  key: string
  /** The name that selects the handler. */
  name: string
  payload: ColumnType<unknown, string, string>
  state: Generated<JobState>
  /** The number of attempts so far. */
  attempts: Generated<number>
  /** When it is due; while it runs, the end of its lease; null once it has ended. */
  run_at: string | null
  claim: string | null
  last_error: string | null
  created_at: string
  finished_at: string | null
}
export type Job = Selectable<JobsTable>
export type NewJob = { key: string; name: string; payload: unknown }

type JobTables = { jobs: JobsTable }
export type JobsDb = Database<JobTables>

/** The database with the tables of this folder, independent of its other tables. */
export const jobsIn = (db: AnyKysely): JobsDb => db as unknown as JobsDb

export type JobsTx = Transaction<JobTables>

/** Adds jobs, due now, as part of the transaction. Returns the ids of those whose key is new. */
export async function insertJobs(tx: AnyKysely, jobs: readonly NewJob[]): Promise<number[]> {
  const now = clock.now()
  const rows = jobs.map(({ key, name, payload }) => ({
    key,
    name,
    payload: JSON.stringify(payload),
    run_at: now,
    created_at: now,
  }))
  const ids: number[] = []
  for (const part of inBatches(rows)) {
    const added = await (tx as unknown as JobsTx)
      .insertInto('jobs')
      .values(part)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('id')
      .execute()
    ids.push(...added.map((row) => row.id))
  }
  return ids
}

type ClaimOptions = { most: number; leaseMs: number; dueBefore: string }

/** Claims up to `most` jobs that were due before an instant: no other worker gets them during the lease. */
export async function claimDueJobs(db: JobsDb, { most, leaseMs, dueBefore }: ClaimOptions): Promise<Job[]> {
  const due = (handle: JobsDb | JobsTx, limit: number) =>
    handle.selectFrom('jobs').select('id').where('run_at', '<=', dueBefore).orderBy('run_at').limit(limit)
  // Checking costs a read; only claiming costs a transaction.
  if (!(await due(db, 1).executeTakeFirst())) return []
  return transaction(db, async (tx) => {
    const ids = (await forUpdateSkipLocked(tx, due(tx, most)).execute()).map((row) => row.id)
    if (ids.length === 0) return []
    return claimed(tx, leaseMs).where('id', 'in', ids).returningAll().execute()
  })
}

/** A job that was delivered may be claimed a little early, because the clocks of machines differ. */
const EARLY_MS = 5_000

/** Claims one job if it is waiting and due; otherwise undefined. */
export function claimWaitingJob(db: JobsDb, id: number, leaseMs: number): Promise<Job | undefined> {
  return transaction(db, (tx) =>
    claimed(tx, leaseMs)
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .where('run_at', '<=', fromNow(EARLY_MS))
      .returningAll()
      .executeTakeFirst(),
  )
}

/** Extends a lease; false if another worker has claimed the job. */
export async function renewClaim(db: JobsDb, job: Job, leaseMs: number): Promise<boolean> {
  return changeClaimed(db, job, { run_at: fromNow(leaseMs) })
}

export const finishJob = (db: JobsDb, job: Job): Promise<boolean> =>
  changeClaimed(db, job, { state: 'done', run_at: null, claim: null, last_error: null, finished_at: clock.now() })

export const postponeJob = (db: JobsDb, job: Job, runAt: string, error: string): Promise<boolean> =>
  changeClaimed(db, job, { state: 'waiting', run_at: runAt, claim: null, last_error: error })

/** Releases a job that was not finished before its worker stopped: due now, and the attempt does not count. */
export const releaseJob = (db: JobsDb, job: Job): Promise<boolean> =>
  changeClaimed(db, job, { state: 'waiting', run_at: clock.now(), claim: null, attempts: job.attempts - 1 })

export const failJob = (db: JobsDb, job: Job, error: string): Promise<boolean> =>
  changeClaimed(db, job, { state: 'dead', run_at: null, claim: null, last_error: error, finished_at: clock.now() })

function changeClaimed(db: JobsDb, { id, claim }: Job, change: Partial<Job>): Promise<boolean> {
  const { payload: _, ...columns } = change
  return transaction(db, async (tx) => {
    const query = tx.updateTable('jobs').set(columns).where('id', '=', id).where('claim', '=', claim)
    return (await query.executeTakeFirst()).numUpdatedRows > 0n
  })
}

function claimed(tx: JobsTx, leaseMs: number) {
  return tx.updateTable('jobs').set(({ eb }) => ({
    state: 'running' as const,
    claim: randomUUID(),
    run_at: fromNow(leaseMs),
    attempts: eb('attempts', '+', 1),
  }))
}
