import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const reminders: Migration = {
  name: '0006-reminders',

  async up(db, t) {
    await sql`alter table profiles add column default_reminder ${t.text}`.execute(db)

    // A reminder fires at an instant, or at an offset before the due date. That time depends on the task and the user's
    // time zone: next_at only says when a worker must compute it again, and is never too late.
    await sql`create table reminders (
      id ${t.id},
      task_id ${t.integer} not null references tasks (id) on delete cascade,
      user_id ${t.integer} not null references users (id) on delete cascade,
      at ${t.instant},
      before ${t.text},
      scheduled_at ${t.instant} not null,
      next_at ${t.instant},
      fired_at ${t.instant},
      version ${t.integer} not null default 1,
      created_at ${t.instant} not null,
      updated_at ${t.instant} not null,
      unique (task_id, user_id, at),
      unique (task_id, user_id, before),
      check ((at is null) <> (before is null))
    )`.execute(db)
    await sql`create index reminders_by_next_at on reminders (next_at) where next_at is not null`.execute(db)
    await sql`create index reminders_by_user on reminders (user_id)`.execute(db)
  },

  async down(db) {
    await sql`drop table reminders`.execute(db)
    await sql`alter table profiles drop column default_reminder`.execute(db)
  },
}
