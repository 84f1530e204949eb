import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

/** Whether a task ever had a reminder is no longer stored: looking for its reminders costs too little to matter. */
export const remindedTasks: Migration = {
  name: '0024-reminded-tasks',

  async up(db) {
    await sql`alter table tasks drop column has_reminders`.execute(db)
  },

  async down(db, t) {
    await sql`alter table tasks add column has_reminders ${t.integer} not null default 0`.execute(db)
    await sql`update tasks set has_reminders = 1 where id in (select task_id from reminders)`.execute(db)
  },
}
