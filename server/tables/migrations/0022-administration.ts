import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

/** The most frequent event types: a list of one of these is found by scanning all events, and needs no index. */
const FREQUENT = sql.raw(`('task.created', 'task.updated', 'session.refreshed')`)

export const administration: Migration = {
  name: '0022-administration',

  async up(db, t) {
    // The address from which an administrator acted on rows of others.
    await sql`alter table events add column address ${t.text}`.execute(db)
    await sql`create index events_by_actor on events (actor_id, id) where actor_id is not null`.execute(db)
    await sql`create index events_by_type on events (type, id) where type not in ${FREQUENT}`.execute(db)
    await sql`create index reminders_by_task on reminders (task_id, id)`.execute(db)
    await sql`create index jobs_by_name on jobs (name, id)`.execute(db)
    // The job that made the delivery.
    await sql`alter table deliveries add column job_key ${t.text}`.execute(db)
    await sql`create index deliveries_by_job on deliveries (job_key) where job_key is not null`.execute(db)
    // Beside the role, which stays 'user': the previous version does not know auditors, and must not treat one as an
    // administrator.
    await sql`alter table users add column is_auditor ${t.integer} not null default 0`.execute(db)
  },

  async down(db) {
    await sql`alter table users drop column is_auditor`.execute(db)
    await sql`drop index deliveries_by_job`.execute(db)
    await sql`alter table deliveries drop column job_key`.execute(db)
    for (const index of ['jobs_by_name', 'reminders_by_task', 'events_by_type', 'events_by_actor']) {
      await sql`drop index ${sql.ref(index)}`.execute(db)
    }
    await sql`alter table events drop column address`.execute(db)
  },
}
