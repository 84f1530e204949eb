import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from './sql.ts'

/**
 * What the index holds of a row, and its `search_terms` on their way there: each word once for each scope (`u7` for a
 * user, `p3` for a project) and once for everybody. Scoped terms keep the cost of a search to what its viewer may see.
 */
export function searchTerms(words: readonly string[], scopes: readonly string[]): string {
  return ['', ...scopes].flatMap((scope) => words.map((word) => scope + SCOPE_END + word)).join(' ')
}

// Outside ASCII, so that SQLite's `ascii` tokenizer takes it for a letter; never part of a word.
const SCOPE_END = '·'

/** The words to look for, each by prefix and in one of the scopes (in any, when `scopes` is undefined). */
export type Search = { words: readonly string[]; scopes: readonly string[] | undefined }

/**
 * What to ask the index of `table` for; `words` come from `askedWords` and are not empty. A statement of SQLite holds up all other
 * requests, and reads every row that has a prefix: so it looks for a few words at a time, and what is returned asks for the last
 * ones among the rows that have all others.
 */
export async function searchQuery(db: AnyKysely, table: string, { words, scopes }: Search): Promise<string> {
  if (isPostgres(db)) return matching(db, words, scopes)
  const groups = inGroups(words)
  const last = groups.pop() ?? []
  let ids: string | null = null
  for (const group of groups) {
    const found: FoundIds = await findIds(db, table, among(ids, matching(db, group, scopes)))
    if (found.count > MOST_IDS) return among(null, matching(db, words, scopes))
    ids = found.ids
    if (found.count === 0) break
  }
  return among(ids, matching(db, last, scopes))
}

/** A word takes about 3 ms for each 10,000 rows that have it. */
const WORDS_AT_ONCE = 3

/** So many are handed from one statement to the next without taking much longer than finding them. */
const MOST_IDS = 20_000

/** Long words first: fewer rows have them. */
function inGroups(words: readonly string[]): string[][] {
  const sorted = words.toSorted((one, other) => other.length - one.length)
  const count = Math.ceil(sorted.length / WORDS_AT_ONCE)
  return Array.from({ length: count }, (_, index) => sorted.slice(index * WORDS_AT_ONCE).slice(0, WORDS_AT_ONCE))
}

/** What SQLite is asked for: what matches, among the rows of a list of ids in JSON, or among all. */
const among = (ids: string | null, match: string) => `{"match":${JSON.stringify(match)},"ids":${ids}}`

type FoundIds = { ids: string; count: number }

async function findIds(db: AnyKysely, table: string, query: string): Promise<FoundIds> {
  const found = idsOf(db, table, sql`${query}`)
  const some = sql`(select id from ${found} limit ${sql.lit(MOST_IDS + 1)})`
  const { rows } = await sql<FoundIds>`select json_group_array(id) as ids, count(*) as count from ${some}`.execute(db)
  return rows[0] as FoundIds
}

function matching(db: AnyKysely, words: readonly string[], scopes: readonly string[] | undefined): string {
  const [quote, prefix, or, and] = isPostgres(db) ? ["'", ':*', ' | ', ' & '] : ['"', '*', ' OR ', ' AND ']
  const term = (scope: string, word: string) => quote + scope + SCOPE_END + word + quote + prefix
  return words.map((word) => `(${(scopes ?? ['']).map((scope) => term(scope, word)).join(or)})`).join(and)
}

/** The rows of a query on `table` that a `searchQuery` finds. */
export function whereMatches<DB, TB extends keyof DB, O>(
  db: AnyKysely,
  rows: SelectQueryBuilder<DB, TB, O>,
  table: string,
  query: RawBuilder<string>,
): SelectQueryBuilder<DB, TB, O> {
  const index = `${table}_search`
  const found = rows as unknown as SelectQueryBuilder<Record<string, { id: number }>, string, O>
  const matching = isPostgres(db)
    ? found
        .innerJoin(index, `${index}.id`, `${table}.id`)
        .where(sql<SqlBool>`${sql.ref(`${index}.words`)} @@ ${query}::tsquery`)
    : found
        // The plus keeps SQLite from asking the index row by row.
        .innerJoin(index, (join) => join.on(sql<SqlBool>`${sql.ref(`${table}.id`)} = +${sql.ref(`${index}.rowid`)}`))
        .where(isFound(index, query))
  return matching as unknown as SelectQueryBuilder<DB, TB, O>
}

/** The ids that a `searchQuery` finds, in place of the rows of `table` themselves: finding them is half the cost of a search. */
export function idsFound(db: AnyKysely, table: string, query: RawBuilder<string>) {
  return db.selectFrom(idsOf(db, table, query).as(table))
}

function idsOf(db: AnyKysely, table: string, query: RawBuilder<string>) {
  const index = `${table}_search`
  return isPostgres(db)
    ? sql<{ id: number }>`(select id from ${sql.id(index)} where words @@ ${query}::tsquery)`
    : sql<{ id: number }>`(select rowid as id from ${sql.id(index)} where ${isFound(index, query)})`
}

/** In SQLite. The plus keeps it from asking the index for each of the ids. */
function isFound(index: string, query: RawBuilder<string>): RawBuilder<SqlBool> {
  const isAmong = sql`+${sql.ref(`${index}.rowid`)} in (select value from json_each(${query}, '$.ids'))`
  return sql<SqlBool>`${sql.id(index)} match (${query} ->> 'match') and (${query} ->> 'ids' is null or ${isAmong})`
}

/**
 * The ids of `table` as a column that `whereMatches` yields in order, one way or the other, without sorting; undefined
 * where it yields no order.
 */
export const idInOrderFound = (db: AnyKysely, table: string): string | undefined =>
  isPostgres(db) ? undefined : `${table}_search.rowid`
