import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const uids: Migration = {
  name: '0015-uids',

  async up(db, t) {
    for (const table of TABLES) {
      await sql`alter table ${sql.table(table)} add column uid ${t.addedUid}`.execute(db)
      await t.fillUids(table)
      await sql`create unique index ${sql.id(`${table}_by_uid`)} on ${sql.table(table)} (uid)`.execute(db)
    }
  },

  async down(db) {
    for (const table of TABLES) {
      await sql`drop index ${sql.id(`${table}_by_uid`)}`.execute(db)
      await sql`alter table ${sql.table(table)} drop column uid`.execute(db)
    }
  },
}

const TABLES = ['categories', 'reminders']
