import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const backups: Migration = {
  name: '0020-backups',

  async up(db, t) {
    // The last backup in each destination.
    await sql`create table backups (
      destination ${t.text} primary key,
      taken_at ${t.instant} not null,
      size_bytes ${t.integer} not null
    )`.execute(db)
  },

  async down(db) {
    await sql`drop table backups`.execute(db)
  },
}
