import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const actionAddresses: Migration = {
  name: '0024-action-addresses',

  async up(db, t) {
    // The events of the changed rows contain it, as those of single requests do.
    await sql`alter table admin_actions add column address ${t.text}`.execute(db)
  },

  async down(db) {
    await sql`alter table admin_actions drop column address`.execute(db)
  },
}
