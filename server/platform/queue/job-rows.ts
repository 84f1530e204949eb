import { randomUUID } from 'node:crypto'
import type { ColumnType, Generated, Selectable } from 'kysely'
import { clock, fromNow } from '../clock.ts'
import type { AnyKysely, Database, Transaction } from '../database/database.ts'
import { inBatches } from '../database/queries/batches.ts'
import { lockedIfFree } from '../database/queries/sql.ts'
import { transaction } from '../database/transaction.ts'

export type JobState = 'waiting' | 'running' | 'done' | 'dead'

export type JobsTable = {
  id: Generated<number>
  /** Whoever adds a job names it: a key that is known is not added again. */
  key: string
  /** What is to be done; whoever works knows how. */
  name: string
  payload: ColumnType<unknown, string, string>
  state: Generated<JobState>
  /** How often it has been begun. */
  attempts: Generated<number>
  /** When it is due; while it runs, when its claim ends; null when it is over. */
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

/** The database as this folder sees it, whatever other tables there are. */
export const jobsIn = (db: AnyKysely): JobsDb => db as unknown as JobsDb

export type JobsTx = Transaction<JobTables>

/** Adds jobs, due now, with the transaction. Answers the ids of those whose key is new. */
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

export type ClaimOptions = { most: number; leaseMs: number; dueBefore: string }

/** Takes up to `most` jobs that were due before an instant: nobody else gets them while the lease lasts. */
export async function claimDueJobs(db: JobsDb, { most, leaseMs, dueBefore }: ClaimOptions): Promise<Job[]> {
  const due = (handle: JobsDb | JobsTx, limit: number) =>
    handle.selectFrom('jobs').select('id').where('run_at', '<=', dueBefore).orderBy('run_at').limit(limit)
  // Asking costs a read; only taking costs a transaction.
  if (!(await due(db, 1).executeTakeFirst())) return []
  return transaction(db, async (tx) => {
    const ids = (await lockedIfFree(tx, due(tx, most)).execute()).map((row) => row.id)
    if (ids.length === 0) return []
    return claimed(tx, leaseMs).where('id', 'in', ids).returningAll().execute()
  })
}

/** A job that was handed over may be taken a little early: clocks of machines differ. */
const EARLY_MS = 5_000

/** Takes one job if it waits and is due; undefined when it is taken, over or not due. */
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

/** Lengthens a claim; false when it has been lost to somebody else. */
export async function renewClaim(db: JobsDb, job: Job, leaseMs: number): Promise<boolean> {
  return changeClaimed(db, job, { run_at: fromNow(leaseMs) })
}

export const finishJob = (db: JobsDb, job: Job): Promise<boolean> =>
  changeClaimed(db, job, { state: 'done', run_at: null, claim: null, last_error: null, finished_at: clock.now() })

export const postponeJob = (db: JobsDb, job: Job, runAt: string, error: string): Promise<boolean> =>
  changeClaimed(db, job, { state: 'waiting', run_at: runAt, claim: null, last_error: error })

/** Gives a job back that could not be finished before its worker stopped: due now, and the try does not count. */
export const releaseJob = (db: JobsDb, job: Job): Promise<boolean> =>
  changeClaimed(db, job, { state: 'waiting', run_at: clock.now(), claim: null, attempts: job.attempts - 1 })

export const buryJob = (db: JobsDb, job: Job, error: string): Promise<boolean> =>
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
