import {
  type InsertQueryBuilder,
  type InsertResult,
  type RawBuilder,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely'
import type { AnyKysely } from '../database.ts'
import { type ParameterOf, prepared, preparedInsert } from './prepared.ts'
import { isPostgres } from './sql.ts'

/**
 * The words of a text as the search index knows them: folded to one case (ß as ss) without accents. Scripts that are
 * written without spaces are indexed character by character. Both databases get these words and split nothing
 * themselves, so both find the same rows.
 */
export function searchWords(text: string): string[] {
  // Most text, and several times quicker.
  if (/^\p{ASCII}*$/u.test(text)) return distinct(text.toLowerCase().match(/[a-z0-9]+/g))
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
  return distinct(folded.match(WORD))
}

const distinct = (words: string[] | null): string[] => [
  ...new Set(words?.map((word) => (word.length > LONGEST_WORD ? word.slice(0, LONGEST_WORD) : word))),
]

const UNSPACED = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}'
const WORD = new RegExp(`[${UNSPACED}]|[[\\p{L}\\p{N}]--[${UNSPACED}]]+`, 'gv')
const LONGEST_WORD = 64

/**
 * What the index holds of a row, and its `search_terms` on their way there: each word once for each scope (`u7` for a user, `p3` for a project)
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
 * Makes the index of a table's words, beside the table, so that a change of anything else leaves it alone. New rows are
 * brought to it by `insertingWithWords`. A row is found by other words once its `search_terms` were set: a trigger takes
 * them to the index and leaves nothing behind. For migrations.
 */
export async function createSearchIndex(db: AnyKysely, table: string): Promise<void> {
  await (isPostgres(db) ? createInvertedIndex(db, table) : createFts5(db, table))
}

async function createInvertedIndex(db: AnyKysely, table: string): Promise<void> {
  const index = sql.table(`${table}_search`)
  await sql`create table ${index} (id bigint primary key, words tsvector not null)`.execute(db)
  // A short list of what is new spares most writes the way through the index, and searches hardly notice it.
  await sql`create index ${sql.id(`${table}_search_words`)} on ${index} using gin (words)
    with (fastupdate = on, gin_pending_list_limit = 64)`.execute(db)
  const keep = sql`insert into ${index} values (new.id, ${asVector(sql`new.search_terms`)})
    on conflict (id) do update set words = excluded.words; new.search_terms := null; return new`
  await createTrigger(db, table, { event: 'update', when: sql`before update of search_terms`, steps: keep })
  const forget = sql`delete from ${index} where id = old.id; return null`
  await createTrigger(db, table, { event: 'delete', when: sql`after delete`, steps: forget })
}

type Trigger = { event: Event; when: RawBuilder<unknown>; steps: RawBuilder<unknown> }

async function createTrigger(db: AnyKysely, table: string, { event, when, steps }: Trigger): Promise<void> {
  const name = sql.id(`${table}_search_${event}`)
  const condition = sql.raw(event === 'update' ? 'when (new.search_terms is not null)' : '')
  await sql`create function ${name}() returns trigger language plpgsql as $$ begin ${steps}; end $$`.execute(db)
  await sql`create trigger ${name} ${when} on ${sql.table(table)} for each row ${condition}
    execute function ${name}()`.execute(db)
}

const asVector = (terms: RawBuilder<unknown>) => sql`array_to_tsvector(string_to_array(${terms}, ' '))`

// No trigger brings new rows here: a statement that has one is run as if it might have to be undone by halves, for which
// FTS5 writes out all that it has gathered so far, where it could have done so once for all writes that share a commit.
async function createFts5(db: AnyKysely, table: string): Promise<void> {
  const index = sql.id(`${table}_search`)
  const trigger = (event: Event) => sql.id(`${table}_search_${event}`)
  const forget = sql`delete from ${index} where rowid = old.id`
  await sql`create virtual table ${index} using fts5(
    words, content='', contentless_delete=1, detail=none, tokenize='ascii')`.execute(db)
  await sql`create trigger ${trigger('delete')} after delete on ${sql.table(table)} begin ${forget}; end`.execute(db)
  await sql`create trigger ${trigger('update')} after update of search_terms on ${sql.table(table)}
    when new.search_terms is not null begin
      ${forget};
      insert into ${index} (rowid, words) values (new.id, new.search_terms);
      update ${sql.table(table)} set search_terms = null where id = new.id;
    end`.execute(db)
}

/** Brings the words of rows to the index that were inserted with their `search_terms`. */
export async function indexInserted(db: AnyKysely, table: string): Promise<void> {
  const terms = sql.ref('search_terms')
  await sql`update ${sql.table(table)} set ${terms} = ${terms} where ${terms} is not null`.execute(db)
}

/**
 * Makes a function that inserts a row into `table` and its `terms` into the index, and tells the row's id; undefined when
 * nothing was inserted. `build` is as for `prepared`.
 */
export function insertingWithWords<D extends AnyKysely, P extends object>(
  table: string,
  build: (db: D, parameter: ParameterOf<P>) => InsertQueryBuilder<never, never, InsertResult>,
): (db: D, values: P, terms: string) => Promise<number | undefined> {
  const index = `${table}_search`
  const both = prepared((db: D, of: ParameterOf<P & { terms: string }>) => {
    const words = asVector(sql`${of('terms')}::text`)
    return db
      .with('made', () => build(db, of as ParameterOf<P>).returning('id' as never))
      .with('indexed', () => sql<never>`(insert into ${sql.table(index)} select id, ${words} from made)`)
      .selectFrom(sql<{ id: number }>`made`.as('made'))
      .select('made.id')
  })
  const row = preparedInsert(build)
  const words = preparedInsert((db: D, of: ParameterOf<{ id: number; terms: string }>) =>
    db.insertInto(index).values({ rowid: of('id'), words: of('terms') }),
  )
  return async (db, values, terms) => {
    if (isPostgres(db)) return (await both(db, { ...values, terms }))[0]?.id
    const id = await row(db, values)
    if (id !== undefined) await words(db, { id, terms })
    return id
  }
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

const EVENTS = ['update', 'delete'] as const
type Event = (typeof EVENTS)[number]
