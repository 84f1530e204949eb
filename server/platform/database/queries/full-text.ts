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

/**
 * Makes the index over `search_terms`, kept by the database itself from then on: beside the table, so that a change of
 * anything else leaves it alone. For migrations.
 */
export async function createSearchIndex(db: AnyKysely, table: string): Promise<void> {
  await (isPostgres(db) ? createInvertedIndex(db, table) : createFts5(db, table))
}

async function createInvertedIndex(db: AnyKysely, table: string): Promise<void> {
  const index = `${table}_search`
  const words = sql`array_to_tsvector(string_to_array(new.search_terms, ' '))`
  await sql`create table ${sql.table(index)} (id bigint primary key, words tsvector not null)`.execute(db)
  // A short list of what is new spares most writes the way through the index, and searches hardly notice it.
  await sql`create index ${sql.id(`${index}_words`)} on ${sql.table(index)} using gin (words)
    with (fastupdate = on, gin_pending_list_limit = 64)`.execute(db)
  await keepWith(db, table, 'insert', sql`insert into ${sql.table(index)} values (new.id, ${words})`)
  await keepWith(db, table, 'update', sql`update ${sql.table(index)} set words = ${words} where id = new.id`)
  await keepWith(db, table, 'delete', sql`delete from ${sql.table(index)} where id = old.id`)
}

async function keepWith(db: AnyKysely, table: string, event: Event, statement: RawBuilder<unknown>): Promise<void> {
  const name = sql.id(`${table}_search_${event}`)
  const changed = sql`of search_terms on ${sql.table(table)} for each row when (old.search_terms <> new.search_terms)`
  const rows = event === 'update' ? changed : sql`on ${sql.table(table)} for each row`
  await sql`create function ${name}() returns trigger language plpgsql as $$
    begin ${statement}; return null; end $$`.execute(db)
  await sql`create trigger ${name} after ${sql.raw(event)} ${rows} execute function ${name}()`.execute(db)
}

async function createFts5(db: AnyKysely, table: string): Promise<void> {
  const index = sql.id(`${table}_search`)
  const removeOld = sql`insert into ${index} (${index}, rowid, search_terms) values ('delete', old.id, old.search_terms)`
  const addNew = sql`insert into ${index} (rowid, search_terms) values (new.id, new.search_terms)`
  const trigger = (event: Event) => sql.id(`${table}_search_${event}`)
  await sql`create virtual table ${index} using fts5(
    search_terms, content=${sql.lit(table)}, content_rowid='id', detail=none, tokenize='ascii')`.execute(db)
  await sql`create trigger ${trigger('insert')} after insert on ${sql.table(table)} begin ${addNew}; end`.execute(db)
  await sql`create trigger ${trigger('delete')} after delete on ${sql.table(table)} begin ${removeOld}; end`.execute(db)
  await sql`create trigger ${trigger('update')} after update of search_terms on ${sql.table(table)}
    when old.search_terms is not new.search_terms begin ${removeOld}; ${addNew}; end`.execute(db)
}

/** Undoes `createSearchIndex`. For migrations. */
export async function dropSearchIndex(db: AnyKysely, table: string): Promise<void> {
  for (const event of EVENTS) {
    const trigger = sql.id(`${table}_search_${event}`)
    if (isPostgres(db)) await sql`drop function ${trigger} cascade`.execute(db)
    else await sql`drop trigger ${trigger}`.execute(db)
  }
  await sql`drop table ${sql.id(`${table}_search`)}`.execute(db)
}

const EVENTS = ['insert', 'update', 'delete'] as const
type Event = (typeof EVENTS)[number]
