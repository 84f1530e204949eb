import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const people: Migration = {
  name: '0009-people',

  async up(db, t) {
    // A task of a project may be assigned to someone who is not a member. They see it only as its assignee, like the
    // assignee of another user's private task: `shown_to` is either of them. `guest` stays for servers that are not
    // upgraded yet.
    await sql`alter table tasks add column outside_assignee ${t.integer}`.execute(db)
    await sql`alter table tasks add column shown_to ${t.integer}
      generated always as (case when assigned_to <> owner_id then assigned_to else outside_assignee end)
      ${t.addedComputed}`.execute(db)
    for (const [name, column] of Object.entries(ORDERS)) {
      await sql`drop index ${sql.id(`tasks_by_guest_${name}`)}`.execute(db)
      await createIndex(db, 'shown_to', name, column)
    }
    await sql`create index tasks_by_outside_assignee on tasks (project_id) where outside_assignee is not null`.execute(
      db,
    )
    await createPersonWords(db, t)
    // The part of the audience that can no longer see the subject after the event.
    await sql`alter table events add column former_audience ${t.json}`.execute(db)
  },

  async down(db) {
    await sql`alter table events drop column former_audience`.execute(db)
    await sql`drop table person_words`.execute(db)
    await sql`drop index tasks_by_outside_assignee`.execute(db)
    for (const [name, column] of Object.entries(ORDERS)) {
      await sql`drop index ${sql.id(`tasks_by_shown_to_${name}`)}`.execute(db)
      await createIndex(db, 'guest', name, column)
    }
    await sql`update tasks set assigned_to = null where outside_assignee is not null`.execute(db)
    await sql`alter table tasks drop column shown_to`.execute(db)
    await sql`alter table tasks drop column outside_assignee`.execute(db)
  },
}

/** The words of the names of all accounts, by which accounts are found: folded to one case, without accents. */
async function createPersonWords(...[db, t]: Parameters<Migration['up']>): Promise<void> {
  await sql`create table person_words (
    user_id ${t.integer} not null references users (id) on delete cascade,
    word ${t.sortedText} not null,
    primary key (user_id, word)
  )`.execute(db)
  await sql`create index person_words_by_word on person_words (word, user_id)`.execute(db)
  let last = 0
  for (;;) {
    const { rows } = await sql<{ id: number; names: string }>`
      select id, coalesce(username, '') || ' ' || display_name as names from users join profiles on user_id = id
      where id > ${last} order by id limit 1000`.execute(db)
    for (const { id, names } of rows) {
      for (const word of wordsOf(names)) await sql`insert into person_words values (${id}, ${word})`.execute(db)
      last = Number(id)
    }
    if (rows.length < 1000) return
  }
}

function wordsOf(names: string): Set<string> {
  const folded = names
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .toLowerCase()
  return new Set(folded.match(/[\p{L}\p{N}]{1,64}/gu))
}

const ORDERS = {
  id: '',
  status: 'status',
  priority: 'priority',
  due: 'due_date',
  start: 'start_date',
  completed: 'completed_at',
  updated: 'updated_at',
  title: 'title_key',
  position: 'position',
}
const OFTEN_EMPTY = ['start_date', 'completed_at']

function createIndex(db: Parameters<Migration['up']>[0], start: string, name: string, column: string) {
  const filled = [start, column].filter((one) => one === start || OFTEN_EMPTY.includes(one))
  const only = sql.raw(filled.map((one) => `${one} is not null`).join(' and '))
  const columns = sql.raw([start, column, 'id'].filter(Boolean).join(', '))
  return sql`create index ${sql.id(`tasks_by_${start}_${name}`)} on tasks (${columns}) where ${only}`.execute(db)
}
