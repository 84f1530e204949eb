import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const mail: Migration = {
  name: '0007-mail',

  async up(db, t) {
    await sql`alter table users add column email_confirmed_at ${t.instant}`.execute(db)

    // What the links in emails prove. They include the address: a link proves nothing about another address.
    await sql`create table mailed_tokens (
      token_hash ${t.text} primary key,
      user_id ${t.integer} not null references users (id) on delete cascade,
      purpose ${t.text} not null check (purpose in ('password_reset', 'email_confirmation')),
      email_key ${t.text} not null,
      created_at ${t.instant} not null,
      expires_at ${t.instant} not null
    )`.execute(db)
    await sql`create index mailed_tokens_by_user on mailed_tokens (user_id)`.execute(db)
    await sql`create index mailed_tokens_by_expiry on mailed_tokens (expires_at)`.execute(db)

    // Existing users get their first digest tomorrow, because long overdue digests are skipped.
    await sql`create table digests (
      user_id ${t.integer} primary key references users (id) on delete cascade,
      next_at ${t.instant} not null
    )`.execute(db)
    await sql`create index digests_by_time on digests (next_at)`.execute(db)
    await sql`insert into digests (user_id, next_at) select id, created_at from users`.execute(db)
  },

  async down(db) {
    await sql`drop table digests`.execute(db)
    await sql`drop table mailed_tokens`.execute(db)
    await sql`alter table users drop column email_confirmed_at`.execute(db)
  },
}
