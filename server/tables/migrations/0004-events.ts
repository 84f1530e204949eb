import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const events: Migration = {
  name: '0004-events',

  async up(db, t) {
    // No foreign keys: events outlive their subjects. The transaction gets its number before the event gets its id,
    // because defaults are evaluated in column order. Readers of the log by id depend on that.
    await sql`create table events (
      transaction_id ${t.transactionId},
      id ${t.id},
      type ${t.text} not null,
      type_version ${t.integer} not null,
      actor_id ${t.integer},
      project_id ${t.integer},
      audience ${t.json} not null,
      subject_type ${t.text} not null,
      subject_id ${t.integer} not null,
      changes ${t.json} not null,
      trace ${t.text},
      happened_at ${t.instant} not null
    )`.execute(db)
    await sql`create index events_by_subject on events (subject_type, subject_id, id)`.execute(db)
    await sql`create index events_in_order on events (transaction_id, id)`.execute(db)
  },

  async down(db) {
    await sql`drop table events`.execute(db)
  },
}
