import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const sessionDevices: Migration = {
  name: '0018-session-devices',

  async up(db, t) {
    await sql`alter table sessions add column device ${t.text}`.execute(db)
    await sql`alter table sessions add column address ${t.text}`.execute(db)
    // Null until the first refresh.
    await sql`alter table sessions add column last_used_at ${t.instant}`.execute(db)
  },

  async down(db) {
    for (const column of ['device', 'address', 'last_used_at']) {
      await sql`alter table sessions drop column ${sql.ref(column)}`.execute(db)
    }
  },
}
