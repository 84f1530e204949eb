import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const projects: Migration = {
  name: '0002-projects',

  async up(db, t) {
    await createProjects(db, t)
    await createProjectMembers(db, t)
    await createCategories(db, t)
  },

  async down(db) {
    for (const table of ['categories', 'project_members', 'projects']) {
      await sql`drop table ${sql.table(table)}`.execute(db)
    }
  },
}

const createProjects: Migration['up'] = async (db, t) => {
  await sql`create table projects (
    id ${t.id},
    uid ${t.text} not null unique,
    name ${t.sortedText} not null,
    description ${t.text} not null default '',
    color ${t.text},
    archived_at ${t.instant},
    created_by ${t.integer} references users (id) on delete set null,
    version ${t.integer} not null default 1,
    created_at ${t.instant} not null,
    updated_at ${t.instant} not null
  )`.execute(db)
  await sql`create index projects_by_creator on projects (created_by)`.execute(db)

  await sql`create index projects_by_name on projects (name, id)`.execute(db)
  await sql`create index projects_by_update on projects (updated_at, id)`.execute(db)
}

const createProjectMembers: Migration['up'] = async (db, t) => {
  await sql`create table project_members (
    project_id ${t.integer} not null references projects (id) on delete cascade,
    user_id ${t.integer} not null references users (id) on delete cascade,
    role ${t.text} not null check (role in ('owner', 'editor', 'viewer')),
    added_at ${t.instant} not null,
    version ${t.integer} not null default 1,
    primary key (project_id, user_id)
  )`.execute(db)
  await sql`create index project_members_by_user on project_members (user_id, project_id, role)`.execute(db)
  await sql`create index project_members_by_age on project_members (project_id, added_at, user_id)`.execute(db)
}

const createCategories: Migration['up'] = async (db, t) => {
  // A category belongs either to a user or to a project.
  await sql`create table categories (
    id ${t.id},
    owner_id ${t.integer} references users (id) on delete cascade,
    project_id ${t.integer} references projects (id) on delete cascade,
    name ${t.text} not null,
    name_key ${t.sortedText} not null,
    color ${t.text},
    version ${t.integer} not null default 1,
    created_at ${t.instant} not null,
    updated_at ${t.instant} not null,
    unique (owner_id, name_key),
    unique (project_id, name_key),
    check ((owner_id is null) <> (project_id is null))
  )`.execute(db)
  await sql`create index categories_by_owner on categories (owner_id, id)`.execute(db)
  await sql`create index categories_by_project on categories (project_id, id)`.execute(db)
  await sql`create index categories_by_name on categories (name_key, id)`.execute(db)
}
