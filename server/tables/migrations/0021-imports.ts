import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const imports: Migration = {
  name: '0021-imports',

  async up(db, t) {
    await sql`alter table events add column origin ${t.text}`.execute(db)
    await sql`create table import_sources (
      name ${t.text} primary key,
      fingerprint ${t.text} not null,
      created_at ${t.instant} not null
    )`.execute(db)
    // There is no foreign key to the target: a row that was deleted here must not be imported again.
    await sql`create table imported_rows (
      source ${t.text} not null references import_sources (name),
      kind ${t.text} not null,
      source_id ${t.text} not null,
      target_id ${t.integer} not null,
      primary key (source, kind, source_id)
    )`.execute(db)
    // Passwords hashed by other systems: our own hashes all begin with $.
    await sql`create index users_older_hash on users (id) where password_hash >= 'a'`.execute(db)
  },

  async down(db) {
    await sql`drop index users_older_hash`.execute(db)
    await sql`drop table imported_rows`.execute(db)
    await sql`drop table import_sources`.execute(db)
    await sql`alter table events drop column origin`.execute(db)
  },
}
