import { type InsertQueryBuilder, type InsertResult, type RawBuilder, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { type ParameterOf, prepared } from './prepared.ts'
import { isPostgres } from './sql.ts'

/**
 * Creates the index of a table's words. It is separate from the table, so that changes to other columns do not affect
 * it. `insertingWithWords` adds new rows to it. To update the words of a row, set its `search_terms`: a trigger moves
 * them to the index and clears the column. For migrations.
 */
export async function createSearchIndex(db: AnyKysely, table: string): Promise<void> {
  await (isPostgres(db) ? createInvertedIndex(db, table) : createFts5(db, table))
}

async function createInvertedIndex(db: AnyKysely, table: string): Promise<void> {
  const index = sql.table(`${table}_search`)
  await sql`create table ${index} (id bigint primary key, words tsvector not null)`.execute(db)
  // A short pending list saves most writes the cost of updating the index, and hardly affects searches.
  await sql`create index ${sql.id(`${table}_search_words`)} on ${index} using gin (words)
    with (fastupdate = on, gin_pending_list_limit = 64)`.execute(db)
  const upsertWords = sql`insert into ${index} values (new.id, ${asVector(sql`new.search_terms`)})
    on conflict (id) do update set words = excluded.words; new.search_terms := null; return new`
  await createTrigger(db, table, { event: 'update', when: sql`before update of search_terms`, steps: upsertWords })
  const deleteWords = sql`delete from ${index} where id = old.id; return null`
  await createTrigger(db, table, { event: 'delete', when: sql`after delete`, steps: deleteWords })
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

// There is no trigger for inserts: SQLite runs a statement that has one so that it can be undone in part. For that,
// FTS5 writes out everything that it has buffered, which it could otherwise do once for all writes of a group commit.
async function createFts5(db: AnyKysely, table: string): Promise<void> {
  const index = sql.id(`${table}_search`)
  const trigger = (event: Event) => sql.id(`${table}_search_${event}`)
  const deleteWords = sql`delete from ${index} where rowid = old.id`
  await sql`create virtual table ${index} using fts5(
    words, content='', contentless_delete=1, detail=none, tokenize='ascii')`.execute(db)
  await sql`create trigger ${trigger('delete')} after delete on ${sql.table(table)} begin ${deleteWords}; end`.execute(
    db,
  )
  await sql`create trigger ${trigger('update')} after update of search_terms on ${sql.table(table)}
    when new.search_terms is not null begin
      ${deleteWords};
      insert into ${index} (rowid, words) values (new.id, new.search_terms);
      update ${sql.table(table)} set search_terms = null where id = new.id;
    end`.execute(db)
}

/** Adds words to the index of PostgreSQL for rows that were inserted without them. */
export async function indexWords(
  db: AnyKysely,
  table: string,
  rows: readonly { id: number; terms: string }[],
): Promise<void> {
  const [ids, terms] = [rows.map(({ id }) => id), rows.map((row) => row.terms)]
  await sql`insert into ${sql.table(`${table}_search`)} select id, ${asVector(sql`terms`)}
    from unnest(${ids}::bigint[], ${terms}::text[]) as sent (id, terms)`.execute(db)
}

/**
 * Creates a function that inserts a row into `table` and its `terms` into the index, and resolves to the id of the new
 * row, or undefined if none was inserted. `build` is as for `prepared`.
 */
export function insertingWithWords<D extends AnyKysely, P extends object>(
  table: string,
  build: (db: D, parameter: ParameterOf<P>) => InsertQueryBuilder<never, never, InsertResult>,
): (db: D, values: P, terms: string) => Promise<number | undefined> {
  const index = `${table}_search`
  const row = prepared((db: D, of: ParameterOf<P>) =>
    build(db, of)
      .returning('id' as never)
      .$castTo<{ id: number }>(),
  )
  const words = prepared((db: D, of: ParameterOf<{ id: number; terms: string }>) =>
    db.insertInto(index).values({ rowid: of('id'), words: of('terms') }),
  )
  const both = prepared((db: D, of: ParameterOf<P & { terms: string }>) => {
    const vector = asVector(sql`${of('terms')}::text`)
    return db
      .with('inserted', () => build(db, of as ParameterOf<P>).returning('id' as never))
      .with('indexed', () => sql<never>`(insert into ${sql.table(index)} select id, ${vector} from inserted)`)
      .selectFrom(sql<{ id: number }>`inserted`.as('inserted'))
      .select('inserted.id')
  })
  return async (db, values, terms) => {
    if (isPostgres(db)) return (await both(db, { ...values, terms }))[0]?.id
    const [inserted] = await row(db, values)
    if (inserted) await words(db, { id: inserted.id, terms })
    return inserted?.id
  }
}

/**
 * Whether FTS5 merges parts of the index of which a tenth is deleted, within the statement that deletes. Otherwise,
 * deleted rows leave the index when later rows cause a merge. For migrations.
 */
export async function mergeOnDelete(db: AnyKysely, table: string, isOn: boolean): Promise<void> {
  if (isPostgres(db)) return
  const index = `${table}_search`
  await sql`insert into ${sql.table(index)} (${sql.ref(index)}, rank) values ('deletemerge', ${sql.lit(isOn ? 10 : 0)})`.execute(
    db,
  )
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
