import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const projectActivity: Migration = {
  name: '0017-project-activity',

  async up(db) {
    await sql`create index events_by_project on events (project_id, id) where project_id is not null`.execute(db)
  },

  async down(db) {
    await sql`drop index events_by_project`.execute(db)
  },
}
