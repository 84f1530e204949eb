import { type RawBuilder, sql } from 'kysely'
import { rankAt } from '../../features/tasks/order/ranks.ts'
import { searchTerms } from '../../platform/database/queries/full-text.ts'
import { isPostgres } from '../../platform/database/queries/sql.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { indexedWords } from '../../platform/text/search-words.ts'
import type { Db, Tx } from '../../tables/tables.ts'
import { indexInserted } from '../kit/databases/index-inserted.ts'

const COUNT = 10_000
const FIRST = 100_000

/** The text of every task: ten words. */
export const SAID = 'water the red tomatoes in every bed with some care'

/** A project with a category and a task, and a private category and task: each in the middle of many. */
export const SOME = { project: 100_001, member: 100_007, category: 200_007, task: 150_007, privateTask: 100_007 }

/** The ids of tasks with the same text that only the stranger, their owner, sees. */
export const HIDDEN = { from: 900_000, count: 1_000 }

/** Gives the owner 10,000 projects, categories, members of one project, and tasks, half of them in the projects. */
export async function populate(db: Db, owner: number, stranger: number): Promise<void> {
  await transaction(db, async (tx) => {
    await people(tx)
    await fill(
      tx,
      PROJECTS,
      `${FIRST} + n, ${uid(FIRST)},
      'Project ' || n, 'project ' || (n * 31 % 9973), ${owner}, AT, AT`,
    )
    await fill(tx, MEMBERS, `${FIRST} + n, ${owner}, 'owner', AT`)
    await fill(tx, MEMBERS, `${FIRST + 1}, ${FIRST} + n, 'viewer', AT`)
    await fill(tx, CATEGORIES, `${FIRST} + n, ${uid(FIRST)}, ${owner}, NOBODY, ${NAMED}`, COUNT / 2)
    await fill(tx, CATEGORIES, `${2 * FIRST} + n, ${uid(2 * FIRST)}, NOBODY, ${FIRST} + n, ${NAMED}`, COUNT / 2)
    await tasks(tx, FIRST, COUNT / 2, { owner: `${owner}`, creator: owner, scope: `'u${owner}'` })
    await tasks(tx, FIRST + 50_000, COUNT / 2, {
      project: `${FIRST} + n`,
      creator: owner,
      scope: `'p' || (${FIRST} + n)`,
    })
    await tasks(tx, HIDDEN.from, HIDDEN.count, { owner: `${stranger}`, creator: stranger, scope: `'u${stranger}'` })
    await indexInserted(tx, 'tasks')
  })
  if (isPostgres(db)) await sql`vacuum analyze`.execute(db)
}

/** The first id for the next `populateProject`; each call uses different ids. */
let next = 1_000_000

/** A project of the owner with 10,000 tasks, all in one category and assigned to one of its 10,000 other members. */
export async function populateProject(
  db: Db,
  owner: number,
): Promise<{ project: number; category: number; member: number }> {
  const project = next
  next += 100_000
  const member = FIRST + 7
  await transaction(db, async (tx) => {
    await fill(tx, PROJECTS, `${project - 1} + n, ${uid(project)}, 'Large', 'large', ${owner}, AT, AT`, 1)
    await fill(tx, MEMBERS, `${project}, ${owner}, 'owner', AT`, 1)
    await fill(tx, MEMBERS, `${project}, ${FIRST} + n, 'editor', AT`)
    await fill(tx, CATEGORIES, `${project - 1} + n, ${uid(project)}, NOBODY, ${project}, ${NAMED}`)
    await tasks(tx, project, COUNT, {
      project: `${project}`,
      creator: owner,
      scope: `'p${project}'`,
      category: project,
      assignee: member,
    })
    await indexInserted(tx, 'tasks')
  })
  return { project, category: project, member }
}

/**
 * Gives the owner 10,000 private tasks and categories, and `projects` projects without other members, with one task
 * each.
 */
export async function populateAccount(db: Db, owner: number, projects: number): Promise<void> {
  const first = next
  next += 100_000
  await transaction(db, async (tx) => {
    await fill(tx, CATEGORIES, `${first} + n, ${uid(first)}, ${owner}, NOBODY, ${NAMED}`)
    await tasks(tx, first, COUNT, { owner: `${owner}`, creator: owner, scope: `'u${owner}'` })
    await fill(tx, PROJECTS, `${first} + n, ${uid(first)}, 'Project ' || n, 'project', ${owner}, AT, AT`, projects)
    await fill(tx, MEMBERS, `${first} + n, ${owner}, 'owner', AT`, projects)
    await tasks(tx, first + 50_000, projects, {
      project: `${first} + n`,
      creator: owner,
      scope: `'p' || (${first} + n)`,
    })
    await indexInserted(tx, 'tasks')
  })
}

/** Nearly as many events that the owner can see: of tasks, and of members who joined a project. */
export async function populateEvents(db: Db, owner: number): Promise<void> {
  const events =
    'events (type, type_version, actor_id, project_id, audience, subject_type, subject_id, changes, happened_at)'
  const { project } = SOME
  const title = `'{"title":{"from":"Title","to":"${SAID}"}}'::json`
  const joined = `('{"user_id":{"from":null,"to":' || (${FIRST} + n) || '},"role":{"from":null,"to":"viewer"}}')::json`
  const audience = `('[${project},' || -(${FIRST} + n) || ']')::json`
  const changedTask = `'task.updated', 1, ${owner}, NOBODY, '[-${owner}]'::json, 'task', ${FIRST} + n, ${title}, AT`
  const newMember = `'project.member_added', 1, ${owner}, ${project}, ${audience}, 'project', ${project}, ${joined}, AT`
  await transaction(db, async (tx) => {
    await fill(tx, events, changedTask, COUNT / 2)
    await fill(tx, events, newMember, COUNT / 2 - 100)
  })
}

const PROJECTS = 'projects (id, uid, name, name_order, created_by, created_at, updated_at)'
const MEMBERS = 'project_members (project_id, user_id, role, added_at)'
const CATEGORIES = 'categories (id, uid, owner_id, project_id, name, name_key, name_order, created_at, updated_at)'
const NAMED = `'Category ' || n, 'category ' || n, 'category ' || n, AT, AT`

async function people(tx: Tx): Promise<void> {
  const users = 'users (id, username, username_key, username_order, password_hash, created_at, updated_at)'
  await fill(tx, users, `${FIRST} + n, 'user' || n, 'user' || n, 'user' || n, '', AT, AT`)
  await fill(tx, 'profiles (user_id, updated_at)', `${FIRST} + n, AT`)
}

/** The digits of a position, with which every rank begins. */
const RANK = rankAt(1_000).slice(0, 13)

type Home = {
  owner?: string
  project?: string
  creator: number
  scope: string
  category?: number | string
  assignee?: number | string
}

function tasks(tx: Tx, first: number, count: number, home: Home) {
  const { owner = 'NOBODY', project = 'NOBODY', creator, scope, category = 'NOBODY', assignee = 'NOBODY' } = home
  const into =
    'tasks (id, uid, owner_id, project_id, category_id, assigned_to, created_by, title, title_key, description, position, ' +
    'rank, due_date, start_date, priority, search_terms, created_at, updated_at)'
  const terms = indexedWords(SAID).map((word) => `${scope} || '·${word}'`)
  const day = (offset: number) => `'2026-12-0' || (1 + (n + ${offset}) % 9)`
  return fill(
    tx,
    into,
    `${first} + n, ${uid(first)}, ${owner}, ${project}, ${category}, ${assignee}, ${creator}, 'Title ' || n,
    'title ' || (n * 31 % 5000), '${SAID}', n * 17 % 9973, '${RANK}' || (10000000000 + ${first} + n) || '1', case when n % 3 > 0 then ${day(0)} end,
    case when n % 3 > 1 then ${day(5)} end, n % 5, '${searchTerms(indexedWords(SAID), [])} ' || ${terms.join(" || ' ' || ")}, AT, AT`,
    count,
  )
}

/** Inserts rows; `into` is a table with the columns, and `n` in a row its number. */
function fill(tx: Tx, into: string, row: string, count = COUNT): Promise<unknown> {
  const at = `'2026-01-01T00:00:00.000Z'`
  const values = sql.raw(
    row
      .replaceAll('AT', isPostgres(tx) ? `${at}::timestamptz` : at)
      .replaceAll('NOBODY', 'cast(null as bigint)')
      .replaceAll('::json', isPostgres(tx) ? '::jsonb' : ''),
  )
  return sql`insert into ${sql.raw(into)} select ${values} from ${numbers(tx, count)}`.execute(tx)
}

// In the format of a UUID (RFC 9562), version 7.
const uid = (first: number) => `'00000000-0000-7000-8000-' || (100000000000 + ${first} + n)`

function numbers(tx: Tx, count: number): RawBuilder<unknown> {
  if (isPostgres(tx)) return sql`generate_series(1, ${sql.lit(count)}) as numbers(n)`
  return sql`(with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(count)})
    select n from numbers) as numbers`
}
