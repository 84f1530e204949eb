import { sql } from 'kysely'
import { clock, fromNow } from '../clock.ts'
import type { AnyKysely } from '../database/database.ts'
import { countUpTo, type Slice, sliced } from '../database/queries/paging.ts'
import { forUpdate } from '../database/queries/sql.ts'
import { transaction } from '../database/transaction.ts'
import { type Job, type JobState, type JobsTx, jobsIn } from './job-rows.ts'

/** The number of jobs in each state. */
export async function countJobs(db: AnyKysely): Promise<Record<JobState, number>> {
  const rows = await jobsIn(db)
    .selectFrom('jobs')
    .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return { waiting: 0, running: 0, done: 0, dead: 0, ...Object.fromEntries(rows.map((row) => [row.state, row.count])) }
}

export type JobFilter = { state?: JobState | undefined; name?: string | undefined }

export function listJobs(db: AnyKysely, filter: JobFilter, slice: Slice): Promise<Job[]> {
  return sliced(filtered(db, filter).selectAll(), slice).execute()
}

/** The ids of jobs that match, ascending. */
export async function listJobIds(
  db: AnyKysely,
  filter: JobFilter,
  { after, limit }: { after: number; limit: number },
): Promise<number[]> {
  const jobs = filtered(db, filter).select('id').where('id', '>', after)
  return (await jobs.orderBy('id').limit(limit).execute()).map(({ id }) => id)
}

export function countJobsUpTo(db: AnyKysely, filter: JobFilter, limit: number): Promise<number> {
  return countUpTo(db, filtered(db, filter), limit)
}

function filtered(db: AnyKysely, { state, name }: JobFilter) {
  const jobs = inState(db, state)
  return name === undefined ? jobs : jobs.where('name', '=', name)
}

/** The number of jobs in each of these states, counted up to `limit`, in one statement. */
export async function countJobsIn<State extends JobState>(
  db: AnyKysely,
  states: readonly State[],
  limit: number,
): Promise<Record<State, number>> {
  const counts = states.map((state) => {
    const some = inState(db, state).select(sql`1`.as('one')).limit(limit)
    return sql`(select count(*) from (${some}) as counted) as ${sql.id(state)}`
  })
  const { rows } = await sql<Record<State, number>>`select ${sql.join(counts)}`.execute(db)
  return rows[0] as Record<State, number>
}

function inState(db: AnyKysely, state: JobState | undefined) {
  const jobs = jobsIn(db).selectFrom('jobs')
  return state ? jobs.where('state', '=', state) : jobs
}

export function findJob(db: AnyKysely, id: number): Promise<Job | undefined> {
  return jobsIn(db).selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The job, locked until the transaction ends. */
export function findJobForUpdate(tx: AnyKysely, id: number): Promise<Job | undefined> {
  const jobs = (tx as unknown as JobsTx).selectFrom('jobs').selectAll().where('id', '=', id)
  return forUpdate(tx as unknown as JobsTx, jobs).executeTakeFirst()
}

/** Makes a dead job, or one that waits for a retry, due now with all its attempts; undefined for other jobs. */
export function retryJob(tx: AnyKysely, id: number): Promise<Job | undefined> {
  return (tx as unknown as JobsTx)
    .updateTable('jobs')
    .set({ state: 'waiting', attempts: 0, run_at: clock.now(), finished_at: null })
    .where('id', '=', id)
    .where('state', 'in', ['dead', 'waiting'])
    .returningAll()
    .executeTakeFirst()
}

/** Discards a dead or waiting job; undefined for other jobs. */
export function discardJob(tx: AnyKysely, id: number): Promise<Job | undefined> {
  return (tx as unknown as JobsTx)
    .deleteFrom('jobs')
    .where('id', '=', id)
    .where('state', 'in', ['dead', 'waiting'])
    .returningAll()
    .executeTakeFirst()
}

const LONGEST_DONE_MS = 3 * 24 * 60 * 60 * 1000

/** Deletes dead jobs that are older than `retentionMs`, and jobs that were done three days ago. */
export function pruneJobs(db: AnyKysely, retentionMs: number): Promise<unknown> {
  const older = { done: Math.min(LONGEST_DONE_MS, retentionMs), dead: retentionMs }
  return transaction(jobsIn(db), async (tx) => {
    for (const state of ['done', 'dead'] as const) {
      await tx.deleteFrom('jobs').where('state', '=', state).where('finished_at', '<', fromNow(-older[state])).execute()
    }
  })
}
