import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const tasks: Migration = {
  name: '0003-tasks',

  async up(db, t) {
    await createTasks(db, t)
    await createListIndexes(db, t)
    await createOtherIndexes(db, t)
  },

  async down(db, t) {
    await t.dropSearchIndex('tasks')
    await sql`drop table tasks`.execute(db)
  },
}

const createTasks: Migration['up'] = async (db, t) => {
  // A task belongs either to a user (owner_id) or to a project. Its scope holds this in one number: the project's id,
  // or minus the owner's id. A guest is the assignee of a private task, if other than its owner. Dates are
  // '2026-12-01' or an instant with milliseconds: as text they sort by time, a date before the instants of its day.
  await sql`create table tasks (
    id ${t.id},
    uid ${t.text} not null unique,
    owner_id ${t.integer} references users (id) on delete cascade,
    project_id ${t.integer} references projects (id) on delete cascade,
    category_id ${t.integer} references categories (id) on delete set null,
    assigned_to ${t.integer} references users (id) on delete set null,
    scope ${t.integer} generated always as (coalesce(project_id, -owner_id)) stored,
    guest ${t.integer} generated always as (case when assigned_to <> owner_id then assigned_to end) stored,
    created_by ${t.integer} references users (id) on delete set null,
    title ${t.text} not null,
    title_key ${t.sortedText} not null,
    description ${t.text} not null default '',
    status ${t.sortedText} not null default 'pending'
      check (status in ('pending', 'in_progress', 'completed', 'cancelled')),
    priority ${t.integer} not null default 0 check (priority between 0 and 4),
    due_date ${t.sortedText},
    start_date ${t.sortedText},
    completed_at ${t.instant},
    position ${t.number} not null,
    search_terms ${t.text},
    version ${t.integer} not null default 1,
    created_at ${t.instant} not null,
    updated_at ${t.instant} not null,
    check ((owner_id is null) <> (project_id is null)),
    check ((status = 'completed') = (completed_at is not null))
  )`.execute(db)
}

const createListIndexes: Migration['up'] = async (db) => {
  // A list of tasks starts from a scope, a guest or an assignee, and sorts or filters from there. Most tasks have no
  // guest, assignee, start or end, and take no space in those indexes.
  for (const start of ['scope', 'guest', 'assigned_to']) {
    for (const [name, column] of Object.entries(ORDERS)) {
      const index = sql.id(`tasks_by_${start}_${name}`)
      const filled = [start, column].filter((one) => OFTEN_EMPTY.includes(one)).map((one) => `${one} is not null`)
      const only = sql.raw(filled.length > 0 ? `where ${filled.join(' and ')}` : '')
      const columns = sql.raw([start, column, 'id'].filter(Boolean).join(', '))
      await sql`create index ${index} on tasks (${columns}) ${only}`.execute(db)
    }
  }
}

const createOtherIndexes: Migration['up'] = async (db, t) => {
  // Includes the status, the most frequent filter: the tasks of a category are counted with an index-only scan.
  await sql`create index tasks_by_category on tasks (category_id, scope, id, status)
    where category_id is not null`.execute(db)
  await sql`create index tasks_by_creator on tasks (created_by, scope, id)`.execute(db)
  await sql`create index tasks_by_owner on tasks (owner_id) where owner_id is not null`.execute(db)
  await sql`create index tasks_by_project on tasks (project_id) where project_id is not null`.execute(db)
  await t.createSearchIndex('tasks')
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
const OFTEN_EMPTY = ['guest', 'assigned_to', 'start_date', 'completed_at']
