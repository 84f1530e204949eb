import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from './sql.ts'

/**
 * The terms of a row in the index, and in `search_terms` before that: each word once for each scope, such as `u7`, and
 * once without a scope. Scoped terms limit the cost of a search to what the viewer may see.
 */
export function searchTerms(words: readonly string[], scopes: readonly string[]): string {
  return ['', ...scopes].flatMap((scope) => words.map((word) => scope + SCOPE_END + word)).join(' ')
}

// Outside ASCII, so that SQLite's `ascii` tokenizer treats it as a letter; never part of a word.
const SCOPE_END = '·'

/** The words to search for, each as a prefix, in any of these scopes (in all, if `scopes` is undefined). */
type Search = { words: readonly string[]; scopes: readonly string[] | undefined }

/**
 * The query to the index of `table`; `words` come from `queryWords` and are not empty. A SQLite statement blocks all
 * other requests, and reads every row that has a prefix. So this searches for a few words at a time, and returns a
 * query for the last words among the rows that have all the others.
 */
export async function searchQuery(db: AnyKysely, table: string, { words, scopes }: Search): Promise<string> {
  if (isPostgres(db)) return matching(db, words, scopes)
  const groups = inGroups(words)
  const last = groups.pop() ?? []
  let ids: string | null = null
  for (const group of groups) {
    const found: FoundIds = await findIds(db, table, among(ids, matching(db, group, scopes)))
    if (found.count > MAX_IDS) return among(null, matching(db, words, scopes))
    ids = found.ids
    if (found.count === 0) break
  }
  return among(ids, matching(db, last, scopes))
}

/** A word takes about 3 ms for each 10,000 rows that contain it. */
const WORDS_AT_ONCE = 3

/** This many ids can be passed from one statement to the next without taking much longer than finding them. */
const MAX_IDS = 20_000

/** Long words first, because fewer rows contain them. */
function inGroups(words: readonly string[]): string[][] {
  const sorted = words.toSorted((one, other) => other.length - one.length)
  const count = Math.ceil(sorted.length / WORDS_AT_ONCE)
  return Array.from({ length: count }, (_, index) => sorted.slice(index * WORDS_AT_ONCE).slice(0, WORDS_AT_ONCE))
}

/** The query for SQLite: the rows that match, among those with these ids (as JSON), or among all. */
const among = (ids: string | null, match: string) => `{"match":${JSON.stringify(match)},"ids":${ids}}`

type FoundIds = { ids: string; count: number }

async function findIds(db: AnyKysely, table: string, query: string): Promise<FoundIds> {
  const found = idsOf(db, table, sql`${query}`)
  const some = sql`(select id from ${found} limit ${sql.lit(MAX_IDS + 1)})`
  const { rows } = await sql<FoundIds>`select json_group_array(id) as ids, count(*) as count from ${some}`.execute(db)
  return rows[0] as FoundIds
}

function matching(db: AnyKysely, words: readonly string[], scopes: readonly string[] | undefined): string {
  const [quote, prefix, or, and] = isPostgres(db) ? ["'", ':*', ' | ', ' & '] : ['"', '*', ' OR ', ' AND ']
  const term = (scope: string, word: string) => quote + scope + SCOPE_END + word + quote + prefix
  return words.map((word) => `(${(scopes ?? ['']).map((scope) => term(scope, word)).join(or)})`).join(and)
}

/** The rows of a query on `table` that match a `searchQuery`. */
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
        // The plus prevents SQLite from querying the index once per row.
        .innerJoin(index, (join) => join.on(sql<SqlBool>`${sql.ref(`${table}.id`)} = +${sql.ref(`${index}.rowid`)}`))
        .where(isFound(index, query))
  return matching as unknown as SelectQueryBuilder<DB, TB, O>
}

/** The ids that match a `searchQuery`, without the rows of `table`: finding the ids is half the cost of a search. */
export function idsFound(db: AnyKysely, table: string, query: RawBuilder<string>) {
  return db.selectFrom(idsOf(db, table, query).as(table))
}

function idsOf(db: AnyKysely, table: string, query: RawBuilder<string>) {
  const index = `${table}_search`
  return isPostgres(db)
    ? sql<{ id: number }>`(select id from ${sql.id(index)} where words @@ ${query}::tsquery)`
    : sql<{ id: number }>`(select rowid as id from ${sql.id(index)} where ${isFound(index, query)})`
}

/** For SQLite. The plus prevents it from querying the index once per id. */
function isFound(index: string, query: RawBuilder<string>): RawBuilder<SqlBool> {
  const isAmong = sql`+${sql.ref(`${index}.rowid`)} in (select value from json_each(${query}, '$.ids'))`
  return sql<SqlBool>`${sql.id(index)} match (${query} ->> 'match') and (${query} ->> 'ids' is null or ${isAmong})`
}

/**
 * The ids of `table` as a column that `whereMatches` returns in ascending or descending order without sorting;
 * undefined if it returns them in no order.
 */
export const idInOrderFound = (db: AnyKysely, table: string): string | undefined =>
  isPostgres(db) ? undefined : `${table}_search.rowid`
