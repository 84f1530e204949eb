import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const accounts: Migration = {
  name: '0001-accounts',

  async up(db, t) {
    await createUsers(db, t)
    await createProfiles(db, t)
    await createSessions(db, t)
    await createRefreshTokens(db, t)
    await createIdempotencyKeys(db, t)
  },

  async down(db) {
    for (const table of ['idempotency_keys', 'refresh_tokens', 'sessions', 'profiles', 'users']) {
      await sql`drop table ${sql.table(table)}`.execute(db)
    }
  },
}

const createUsers: Migration['up'] = async (db, t) => {
  await sql`create table users (
    id ${t.id},
    username ${t.text},
    username_key ${t.sortedText} unique,
    email ${t.text},
    email_key ${t.sortedText} unique,
    password_hash ${t.text} not null,
    role ${t.text} not null default 'user' check (role in ('user', 'admin')),
    deactivated_at ${t.instant},
    last_login_at ${t.instant},
    version ${t.integer} not null default 1,
    created_at ${t.instant} not null,
    updated_at ${t.instant} not null,
    check (username_key is not null or email_key is not null)
  )`.execute(db)

  await sql`create index users_by_username on users (username_key, id)`.execute(db)
  await sql`create index users_by_email on users (email_key, id)`.execute(db)
}

const createProfiles: Migration['up'] = async (db, t) => {
  await sql`create table profiles (
    user_id ${t.integer} primary key references users (id) on delete cascade,
    display_name ${t.text} not null default '',
    bio ${t.text} not null default '',
    avatar_url ${t.text},
    timezone ${t.text} not null default 'UTC',
    locale ${t.text} not null default 'en',
    notifications ${t.json} not null default '{}',
    version ${t.integer} not null default 1,
    updated_at ${t.instant} not null
  )`.execute(db)
}

const createSessions: Migration['up'] = async (db, t) => {
  await sql`create table sessions (
    id ${t.id},
    user_id ${t.integer} not null references users (id) on delete cascade,
    created_at ${t.instant} not null,
    expires_at ${t.instant} not null,
    revoked_at ${t.instant}
  )`.execute(db)
  await sql`create index sessions_by_user on sessions (user_id)`.execute(db)
  await sql`create index sessions_by_expiry on sessions (expires_at)`.execute(db)
}

const createRefreshTokens: Migration['up'] = async (db, t) => {
  await sql`create table refresh_tokens (
    token_hash ${t.text} primary key,
    session_id ${t.integer} not null references sessions (id) on delete cascade,
    created_at ${t.instant} not null,
    used_at ${t.instant}
  )`.execute(db)
  await sql`create index refresh_tokens_by_session on refresh_tokens (session_id)`.execute(db)
}

const createIdempotencyKeys: Migration['up'] = async (db, t) => {
  await sql`create table idempotency_keys (
    id ${t.id},
    key_hash ${t.text} not null unique,
    request_hash ${t.text} not null,
    claimed_at ${t.instant} not null,
    committed_at ${t.instant},
    response ${t.text}
  )`.execute(db)
  await sql`create index idempotency_keys_by_age on idempotency_keys (claimed_at)`.execute(db)
}
