import { type RawBuilder, sql } from 'kysely'
import { searchTerms } from '../../platform/database/queries/full-text.ts'
import { indexInserted } from '../../platform/database/queries/search-index.ts'
import { isPostgres } from '../../platform/database/queries/sql.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { indexedWords } from '../../platform/text/search-words.ts'
import type { Db, Tx } from '../../tables/tables.ts'

const COUNT = 10_000
const FIRST = 100_000

/** What every task says: ten words. */
export const SAID = 'water the red tomatoes in every bed with some care'

/** A project, a category and a task of it, and a private category and task: each in the middle of many. */
export const SOME = { project: 100_001, member: 100_007, category: 200_007, task: 150_007, privateTask: 100_007 }

/** The ids of tasks that only their strange owner sees, which say the same. */
export const HIDDEN = { from: 900_000, count: 1_000 }

/** Gives somebody 10,000 projects, as many categories, members of one project, and tasks, half of them in the projects. */
export async function populate(db: Db, owner: number, stranger: number): Promise<void> {
  await transaction(db, async (tx) => {
    await people(tx)
    await fill(
      tx,
      'projects',
      'id, uid, name, name_order, created_by, created_at, updated_at',
      `${FIRST} + n, ${uid(FIRST)},
      'Project ' || n, 'project ' || (n * 31 % 9973), ${owner}, AT, AT`,
    )
    await fill(tx, 'project_members', 'project_id, user_id, role, added_at', `${FIRST} + n, ${owner}, 'owner', AT`)
    await fill(tx, 'project_members', 'project_id, user_id, role, added_at', `${FIRST + 1}, ${FIRST} + n, 'viewer', AT`)
    const categories = 'id, uid, owner_id, project_id, name, name_key, name_order, created_at, updated_at'
    const named = `'Category ' || n, 'category ' || n, 'category ' || n, AT, AT`
    await fill(tx, 'categories', categories, `${FIRST} + n, ${uid(FIRST)}, ${owner}, NOBODY, ${named}`, COUNT / 2)
    await fill(
      tx,
      'categories',
      categories,
      `${2 * FIRST} + n, ${uid(2 * FIRST)}, NOBODY, ${FIRST} + n, ${named}`,
      COUNT / 2,
    )
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

async function people(tx: Tx): Promise<void> {
  const columns = 'id, username, username_key, username_order, password_hash, created_at, updated_at'
  await fill(tx, 'users', columns, `${FIRST} + n, 'user' || n, 'user' || n, 'user' || n, '', AT, AT`)
  await fill(tx, 'profiles', 'user_id, updated_at', `${FIRST} + n, AT`)
}

type Home = { owner?: string; project?: string; creator: number; scope: string }

function tasks(tx: Tx, first: number, count: number, { owner = 'NOBODY', project = 'NOBODY', creator, scope }: Home) {
  const columns =
    'id, uid, owner_id, project_id, created_by, title, title_key, description, position, due_date, start_date, ' +
    'priority, search_terms, created_at, updated_at'
  const terms = indexedWords(SAID).map((word) => `${scope} || '·${word}'`)
  const day = (offset: number) => `'2026-12-0' || (1 + (n + ${offset}) % 9)`
  return fill(
    tx,
    'tasks',
    columns,
    `${first} + n, ${uid(first)}, ${owner}, ${project}, ${creator}, 'Title ' || n,
    'title ' || (n * 31 % 5000), '${SAID}', n * 17 % 9973, case when n % 3 > 0 then ${day(0)} end,
    case when n % 3 > 1 then ${day(5)} end, n % 5, '${searchTerms(indexedWords(SAID), [])} ' || ${terms.join(" || ' ' || ")}, AT, AT`,
    count,
  )
}

function fill(tx: Tx, table: string, columns: string, row: string, count = COUNT): Promise<unknown> {
  const at = `'2026-01-01T00:00:00.000Z'`
  const values = sql.raw(
    row.replaceAll('AT', isPostgres(tx) ? `${at}::timestamptz` : at).replaceAll('NOBODY', 'cast(null as bigint)'),
  )
  return sql`insert into ${sql.table(table)} (${sql.raw(columns)}) select ${values} from ${numbers(tx, count)}`.execute(
    tx,
  )
}

// Of the form of a UUID (RFC 9562), version 7.
const uid = (first: number) => `'00000000-0000-7000-8000-' || (100000000000 + ${first} + n)`

function numbers(tx: Tx, count: number): RawBuilder<unknown> {
  if (isPostgres(tx)) return sql`generate_series(1, ${sql.lit(count)}) as numbers(n)`
  return sql`(with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(count)})
    select n from numbers) as numbers`
}
