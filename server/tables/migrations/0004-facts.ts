import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const facts: Migration = {
  name: '0004-facts',

  async up(db, t) {
    // No foreign keys: a fact outlives what it is about. The transaction has its number before the fact has its id, because
    // defaults are worked out in the order of their columns: whoever reads the log by ids counts on that.
    await sql`create table facts (
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
    await sql`create index facts_by_subject on facts (subject_type, subject_id, id)`.execute(db)
    await sql`create index facts_in_order on facts (transaction_id, id)`.execute(db)
  },

  async down(db) {
    await sql`drop table facts`.execute(db)
  },
}
