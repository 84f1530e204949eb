import { before } from 'node:test'
import { type RawBuilder, sql } from 'kysely'
import { isPostgres } from '../../platform/database/queries/sql.ts'
import { transaction } from '../../platform/database/transaction.ts'
import type { Tx } from '../../tables/tables.ts'
import type { Api } from '../kit/api.ts'
import { indexInserted } from '../kit/databases/index-inserted.ts'
import { type World, worldOf } from '../kit/world.ts'

/** The world, with so many rows that query plans matter. */
export type Crowd = { world: World; category: number; task: number }

const PEOPLE = 3000
const PROJECTS = 600
const PRIVATE_TASKS = 20_000
const SHARED_TASKS = 12_000
const TASKS_OF_OTHERS = 10_000

/** A word in most tasks, and a word in few. */
export const COMMON_WORD = 'water'
export const RARE_WORD = 'n7x'

/** Fills the API with data: Ann has many tasks of her own, and her project has many tasks, members and categories. */
export function crowdOf(api: Api): Crowd {
  const crowd = {} as Crowd
  const world = worldOf(api)
  before(async () => {
    const { body } = await world.ann.post('/api/categories', { name: 'Beds' })
    const task = await world.ann.post('/api/tasks', { title: 'Dig' })
    Object.assign(crowd, { world, category: body.id, task: task.body.id })
    await transaction(api.db, (tx) => populate(tx, crowd))
    // SQLite has no statistics in production either.
    if (isPostgres(api.db)) await sql`vacuum analyze`.execute(api.db)
  })
  return crowd
}

async function populate(tx: Tx, crowd: Crowd): Promise<void> {
  await addPeople(tx)
  await addProjects(tx, crowd)
  await addCategories(tx, crowd)
  await addTasks(tx, crowd)
  await addEvents(tx, crowd)
}

async function addPeople(tx: Tx): Promise<void> {
  const users = 'users (id, username, username_key, username_order, password_hash, created_at, updated_at)'
  const user = sql`1000 + n, 'user' || n, 'user' || n, 'user' || n, '', ${now(tx)}, ${someday(tx)}`
  await fill(tx, users, PEOPLE, user)
  await fill(tx, 'profiles (user_id, updated_at)', PEOPLE, sql`1000 + n, ${now(tx)}`)
}

async function addProjects(tx: Tx, { world }: Crowd): Promise<void> {
  const projects = 'projects (id, uid, name, name_order, archived_at, created_by, created_at, updated_at)'
  const project = sql`1000 + n, ${uid('n')}, 'Project ' || n, 'project ' || n,
    case when n % 3 = 0 then ${now(tx)} end, 1000 + n, ${now(tx)}, ${someday(tx)}`
  await fill(tx, projects, PROJECTS, project)
  const members = 'project_members (project_id, user_id, role, added_at)'
  await fill(tx, members, PEOPLE, sql`${sql.lit(world.project)}, 1000 + n, 'viewer', ${someday(tx)}`)
  await fill(tx, members, PEOPLE, sql`1001 + n % ${sql.lit(PROJECTS)}, 1000 + n, 'owner', ${now(tx)}`)
  await fill(tx, members, 20, sql`1000 + n, ${sql.lit(world.ann.id)}, 'editor', ${now(tx)}`)
}

async function addCategories(tx: Tx, { world }: Crowd): Promise<void> {
  const categories = 'categories (id, uid, owner_id, project_id, name, name_key, name_order, created_at, updated_at)'
  const named = sql`'Category ' || n, 'category ' || n, 'category ' || n, ${now(tx)}, ${now(tx)}`
  const [ann, project] = [sql.lit(world.ann.id), sql.lit(world.project)]
  await fill(tx, categories, PEOPLE, sql`1000 + n, ${uid('1000 + n')}, 1000 + n, null, ${named}`)
  await fill(tx, categories, 400, sql`10000 + n, ${uid('10000 + n')}, ${ann}, null, ${named}`)
  await fill(tx, categories, 400, sql`20000 + n, ${uid('20000 + n')}, null, ${project}, ${named}`)
}

async function addTasks(tx: Tx, { world, category }: Crowd): Promise<void> {
  const [ann, project] = [sql.lit(world.ann.id), sql.lit(world.project)]
  const shared = sql`case n % 3 when 0 then ${ann} when 1 then 1001 + n % 9 end`
  await addTasksOf(tx, 100_000, PRIVATE_TASKS, { owner: ann, scope: `u${world.ann.id}`, category })
  const inProject = { project, assigned: shared, scope: `p${world.project}`, category: 20_001 }
  await addTasksOf(tx, 200_000, SHARED_TASKS, inProject)
  await addTasksOf(tx, 300_000, TASKS_OF_OTHERS, {
    owner: sql`1001 + n % ${sql.lit(PEOPLE)}`,
    assigned: sql`case n % 3 when 0 then ${ann} when 1 then 1001 + (n + 1) % 97 end`,
    scope: `a${world.ann.id}`,
  })
  await indexInserted(tx, 'tasks')
}

async function addEvents(tx: Tx, { world, task }: Crowd): Promise<void> {
  const events = 'events (type, type_version, actor_id, audience, subject_type, subject_id, changes, happened_at)'
  const json = (text: string) => (isPostgres(tx) ? sql.raw(`'${text}'::jsonb`) : sql.raw(`'${text}'`))
  const updated = (subject: RawBuilder<unknown>) => sql`
    'task.updated', 1, ${sql.lit(world.ann.id)}, ${json('[]')}, 'task', ${subject}, ${json('{}')}, ${now(tx)}`
  await fill(tx, events, 3000, updated(sql.lit(task)))
  await fill(tx, events, 20_000, updated(sql`100000 + n`))
}

type TaskPlan = {
  owner?: RawBuilder<unknown>
  project?: RawBuilder<unknown>
  assigned?: RawBuilder<unknown>
  scope: string
  category?: number
}

// Every value of every field has a fair share of rows, in no particular order.
function addTasksOf(tx: Tx, first: number, count: number, { owner, project, assigned, scope, category }: TaskPlan) {
  const words = [COMMON_WORD, `n' || (n % 1000) || 'x`]
  const terms = ['', scope].flatMap((whose) => words.map((word) => `${whose}·${word}`)).join(' ')
  const day = (offset: number) => sql.raw(`${year(`n * 7 + ${offset}`)} || '-0' || (1 + n % 9) || '-1' || (n * 3 % 10)`)
  const tasks =
    'tasks (id, uid, owner_id, project_id, category_id, assigned_to, created_by, title, title_key, status, completed_at, ' +
    'priority, due_date, start_date, position, rank, search_terms, created_at, updated_at)'
  return fill(
    tx,
    tasks,
    count,
    sql`
    ${sql.lit(first)} + n, ${uid(`${first} + n`)}, ${owner ?? NOTHING}, ${project ?? NOTHING},
    case when n % 5 = 0 then ${category ? sql.lit(category) : NOTHING} end, ${assigned ?? NOTHING},
    ${owner ?? sql`1001 + n % 30`}, 'Title ' || n, 'title ' || (n * 31 % 5000),
    case n % 4 when 0 then 'pending' when 1 then 'in_progress' when 2 then 'completed' else 'cancelled' end,
    case when n % 4 = 2 then ${instant(tx, `${YEAR} || '-02-01T00:00:00.000Z'`)} end,
    n / 4 % 5, case when n % 3 > 0 then ${day(0)} end, case when n % 3 > 1 then ${day(5)} end,
    n * 17 % 9973, cast(10000 + n * 17 % 9973 as text), ${sql.raw(`'${terms}'`)}, ${now(tx)}, ${instant(tx, `${year('n * 13')} || '-02-01T00:00:00.000Z'`)}`,
  )
}

/** Inserts rows; `into` is a table with the columns, and `n` in a row its number. */
function fill(tx: Tx, into: string, count: number, row: RawBuilder<unknown>) {
  const numbers = isPostgres(tx)
    ? sql`generate_series(1, ${sql.lit(count)}) as numbers(n)`
    : sql`(with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(count)})
        select n from numbers) as numbers`
  return sql`insert into ${sql.raw(into)} select ${row} from ${numbers}`.execute(tx)
}

const NOTHING = sql`cast(null as bigint)`
const year = (number: string) => `(1990 + (${number}) % 80)`
const YEAR = year('n')

// In the format of a UUID (RFC 9562), version 7.
const uid = (number: string) => sql.raw(`'00000000-0000-7000-8000-' || (100000000000 + ${number})`)

const instant = (tx: Tx, text: string) => sql.raw(isPostgres(tx) ? `(${text})::timestamptz` : text)
const now = (tx: Tx) => instant(tx, `'2026-01-01T00:00:00.000Z'`)
const someday = (tx: Tx) => instant(tx, `${YEAR} || '-03-01T00:00:00.000Z'`)
