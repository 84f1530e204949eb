import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from './sql.ts'

/**
 * The words of a text as the search index knows them: folded to one case (ß as ss) without accents. Scripts that are
 * written without spaces are indexed character by character. Both databases get these words and split nothing
 * themselves, so both find the same rows.
 */
export function searchWords(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
  const words = folded.match(WORD) ?? []
  return [...new Set(words.map((word) => word.slice(0, LONGEST_WORD)))]
}

const UNSPACED = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}'
const WORD = new RegExp(`[${UNSPACED}]|[[\\p{L}\\p{N}]--[${UNSPACED}]]+`, 'gv')
const LONGEST_WORD = 64

/**
 * The content of a `search_terms` column: each word once for each scope (`u7` for a user, `p3` for a project)
 * and once for everybody. Scoped terms keep the cost of a search to what its viewer may see.
 */
export function searchTerms(words: readonly string[], scopes: readonly string[]): string {
  return ['', ...scopes].flatMap((scope) => words.map((word) => scope + SCOPE_END + word)).join(' ')
}

// Outside ASCII, so that SQLite's `ascii` tokenizer takes it for a letter; never part of a word.
const SCOPE_END = '·'

/**
 * What to look for in the index: every word, by prefix, in one of the scopes (in any, when `scopes` is
 * undefined). `words` come from `searchWords` and are not empty.
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
  if (isPostgres(db)) return rows.where(sql<SqlBool>`${sql.ref(`${table}.search`)} @@ ${query}::tsquery`)
  const index = `${table}_search`
  const found = (rows as unknown as SelectQueryBuilder<Record<string, { id: number }>, string, O>)
    // The plus keeps SQLite from asking the index row by row.
    .innerJoin(index, (join) => join.on(sql<SqlBool>`${sql.ref(`${table}.id`)} = +${sql.ref(`${index}.rowid`)}`))
    .where(sql<SqlBool>`${sql.id(index)} match ${query}`)
  return found as unknown as SelectQueryBuilder<DB, TB, O>
}

/**
 * The ids of `table` as a column that `whereMatches` yields in order, one way or the other, without sorting; undefined
 * where it yields no order.
 */
export const idInOrderFound = (db: AnyKysely, table: string): string | undefined =>
  isPostgres(db) ? undefined : `${table}_search.rowid`

/** Makes the index over `search_terms`, kept by the database itself from then on. For migrations. */
export async function createSearchIndex(db: AnyKysely, table: string): Promise<void> {
  const index = sql.id(`${table}_search`)
  if (isPostgres(db)) {
    await sql`alter table ${sql.table(table)} add column search tsvector
      generated always as (array_to_tsvector(string_to_array(search_terms, ' '))) stored`.execute(db)
    await sql`create index ${index} on ${sql.table(table)} using gin (search) with (fastupdate = off)`.execute(db)
    return
  }
  const removeOld = sql`insert into ${index} (${index}, rowid, search_terms) values ('delete', old.id, old.search_terms)`
  const addNew = sql`insert into ${index} (rowid, search_terms) values (new.id, new.search_terms)`
  const trigger = (event: string) => sql.id(`${table}_search_${event}`)
  await sql`create virtual table ${index} using fts5(
    search_terms, content=${sql.lit(table)}, content_rowid='id', detail=none, tokenize='ascii')`.execute(db)
  await sql`create trigger ${trigger('insert')} after insert on ${sql.table(table)} begin ${addNew}; end`.execute(db)
  await sql`create trigger ${trigger('delete')} after delete on ${sql.table(table)} begin ${removeOld}; end`.execute(db)
  await sql`create trigger ${trigger('update')} after update of search_terms on ${sql.table(table)}
    when old.search_terms is not new.search_terms begin ${removeOld}; ${addNew}; end`.execute(db)
}

/** Undoes `createSearchIndex`. For migrations. */
export async function dropSearchIndex(db: AnyKysely, table: string): Promise<void> {
  if (isPostgres(db)) {
    await sql`alter table ${sql.table(table)} drop column search`.execute(db)
    return
  }
  for (const event of ['insert', 'delete', 'update']) {
    await sql`drop trigger ${sql.id(`${table}_search_${event}`)}`.execute(db)
  }
  await sql`drop table ${sql.id(`${table}_search`)}`.execute(db)
}
