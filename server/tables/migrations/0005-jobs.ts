import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const jobs: Migration = {
  name: '0005-jobs',

  async up(db, t) {
    await createJobs(db, t)
    await createLogReaders(db, t)
    await createDeliveries(db, t)
    await createRecurringJobs(db, t)
  },

  async down(db) {
    for (const table of ['recurring_jobs', 'deliveries', 'log_readers', 'jobs']) {
      await sql`drop table ${sql.table(table)}`.execute(db)
    }
  },
}

const createJobs: Migration['up'] = async (db, t) => {
  // A job is due at run_at. While it runs, run_at is the end of its lease; once it has ended, run_at is null.
  await sql`create table jobs (
    id ${t.id},
    key ${t.text} not null unique,
    name ${t.text} not null,
    payload ${t.json} not null,
    state ${t.sortedText} not null default 'waiting' check (state in ('waiting', 'running', 'done', 'dead')),
    attempts ${t.integer} not null default 0,
    run_at ${t.instant},
    claim ${t.text},
    last_error ${t.text},
    created_at ${t.instant} not null,
    finished_at ${t.instant},
    check ((run_at is null) = (state in ('done', 'dead')))
  )`.execute(db)
  await sql`create index jobs_by_run_at on jobs (run_at) where run_at is not null`.execute(db)
  await sql`create index jobs_by_state on jobs (state, id)`.execute(db)
}

const createLogReaders: Migration['up'] = async (db, t) => {
  // The position up to which a reader has read the log. The relay starts at the current end of the log: there are no
  // jobs for earlier events.
  await sql`create table log_readers (name ${t.text} primary key, position ${t.text} not null)`.execute(db)
  await sql`insert into log_readers (name, position) select 'relay', coalesce((
    select cast(transaction_id as text) || '.' || cast(id as text) from events order by transaction_id desc, id desc limit 1
  ), '0.0')`.execute(db)
}

const createDeliveries: Migration['up'] = async (db, t) => {
  await sql`create table deliveries (
    key ${t.text} primary key,
    claim ${t.text},
    claimed_until ${t.instant},
    sent_at ${t.instant},
    created_at ${t.instant} not null
  )`.execute(db)
  await sql`create index deliveries_by_sent_at on deliveries (sent_at)`.execute(db)
}

const createRecurringJobs: Migration['up'] = async (db, t) => {
  await sql`create table recurring_jobs (
    name ${t.text} primary key,
    run_at ${t.instant} not null,
    claim ${t.text}
  )`.execute(db)
}
