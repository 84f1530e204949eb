import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const adminActions: Migration = {
  name: '0023-admin-actions',

  async up(db, t) {
    await sql`create table admin_actions (
      id ${t.id},
      actor_id ${t.integer} references users (id) on delete set null,
      resource ${t.text} not null,
      action ${t.text} not null,
      filter ${t.json} not null,
      value ${t.json},
      state ${t.sortedText} not null default 'waiting'
        check (state in ('waiting', 'running', 'done', 'cancelled', 'stopped')),
      total ${t.integer} not null,
      done ${t.integer} not null default 0,
      failed ${t.integer} not null default 0,
      next_batch ${t.integer} not null default 0,
      failures ${t.json} not null,
      created_at ${t.instant} not null,
      started_at ${t.instant},
      finished_at ${t.instant}
    )`.execute(db)
    await sql`create index admin_actions_by_state on admin_actions (state, id)`.execute(db)
    await sql`create index admin_actions_by_actor on admin_actions (actor_id)`.execute(db)
    // The rows of an action are selected when it is requested. A batch is one transaction.
    await sql`create table admin_action_batches (
      action_id ${t.integer} not null references admin_actions (id) on delete cascade,
      number ${t.integer} not null,
      ids ${t.json} not null,
      primary key (action_id, number)
    )`.execute(db)
  },

  async down(db) {
    await sql`drop table admin_action_batches`.execute(db)
    await sql`drop table admin_actions`.execute(db)
  },
}
