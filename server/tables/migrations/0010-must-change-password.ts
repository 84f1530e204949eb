import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const mustChangePassword: Migration = {
  name: '0010-must-change-password',

  async up(db, t) {
    // 1 while the password was chosen by somebody else.
    await sql`alter table users add column must_change_password ${t.integer} not null default 0`.execute(db)
  },

  async down(db) {
    await sql`alter table users drop column must_change_password`.execute(db)
  },
}
