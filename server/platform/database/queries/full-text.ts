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

/**
 * What to look for in the index: every word, by prefix, in one of the scopes (in any, when `scopes` is
 * undefined). `words` come from `askedWords` and are not empty.
 */
export function searchQuery(db: AnyKysely, words: readonly string[], scopes: readonly string[] | undefined): string {
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
        .where(sql<SqlBool>`${sql.id(index)} match ${query}`)
  return matching as unknown as SelectQueryBuilder<DB, TB, O>
}

/** The ids that a `searchQuery` finds, in place of the rows of `table` themselves: finding them is half the cost of a search. */
export function idsFound(db: AnyKysely, table: string, query: RawBuilder<string>) {
  const index = sql.id(`${table}_search`)
  const ids = isPostgres(db)
    ? sql<{ id: number }>`(select id from ${index} where words @@ ${query}::tsquery)`
    : sql<{ id: number }>`(select rowid as id from ${index} where ${index} match ${query})`
  return db.selectFrom(ids.as(table))
}

/**
 * The ids of `table` as a column that `whereMatches` yields in order, one way or the other, without sorting; undefined
 * where it yields no order.
 */
export const idInOrderFound = (db: AnyKysely, table: string): string | undefined =>
  isPostgres(db) ? undefined : `${table}_search.rowid`
