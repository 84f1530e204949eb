import { type Expression, PostgresAdapter, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'

export const isPostgres = (db: AnyKysely): boolean => db.getExecutor().adapter instanceof PostgresAdapter

/** Locks the rows of a select until the transaction ends (`for update`). SQLite has one writer and needs no lock. */
export function forUpdate<DB, TB extends keyof DB, O>(tx: AnyKysely, query: SelectQueryBuilder<DB, TB, O>) {
  return isPostgres(tx) ? query.forUpdate() : query
}

/**
 * Prevents changes to the rows of a select until the transaction ends (`for share`); several transactions may do so at
 * once.
 */
export function forShare<DB, TB extends keyof DB, O>(tx: AnyKysely, query: SelectQueryBuilder<DB, TB, O>) {
  return isPostgres(tx) ? query.forShare() : query
}

/** Locks rows, but allows inserts that refer to them (`for no key update`); undefined if the database needs no lock. */
export function forNoKeyUpdate<DB, TB extends keyof DB, O>(tx: AnyKysely, query: SelectQueryBuilder<DB, TB, O>) {
  return isPostgres(tx) ? query.forNoKeyUpdate() : undefined
}

/**
 * The same as `forUpdate`, but skips rows that another transaction has locked: to claim work that no one else is claiming.
 */
export function forUpdateSkipLocked<DB, TB extends keyof DB, O>(tx: AnyKysely, query: SelectQueryBuilder<DB, TB, O>) {
  return isPostgres(tx) ? query.forUpdate().skipLocked() : query
}

/**
 * A column in a form that no index serves, so that a query does not start from it: its rows would have to be sorted, or
 * are found faster in another way.
 */
export const unindexed = {
  number: (column: string): RawBuilder<number> => sql<number>`(${sql.ref(column)} + 0)`,
  text: (column: string): RawBuilder<string> => sql<string>`(${sql.ref(column)} || '')`,
  instant: (column: string): RawBuilder<string> => sql<string>`coalesce(${sql.ref(column)}, ${sql.ref(column)})`,
}

/** A random UUID (version 4) for each row that a statement inserts or updates. */
export function newUid(db: AnyKysely): RawBuilder<string> {
  if (isPostgres(db)) return sql<string>`gen_random_uuid()::text`
  const hex = (bytes: number) => sql.raw(`hex(randomblob(${bytes}))`)
  const variant = sql.raw(`substr('89ab', 1 + abs(random() % 4), 1)`)
  return sql<string>`lower(${hex(4)} || '-' || ${hex(2)} || '-4' || substr(${hex(2)}, 2) || '-' || ${variant} ||
    substr(${hex(2)}, 2) || '-' || ${hex(6)})`
}

type Values<T> = readonly T[] | RawBuilder<readonly T[]>

/** `column in (…)` whose text does not depend on the number of ids, so that one plan serves all. */
export function idIn(db: AnyKysely, column: Expression<number | null>, ids: Values<number>): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? sql<SqlBool>`${column} = any(${ids}::bigint[])`
    : sql<SqlBool>`${column} in (select value from json_each(${ids}))`
}

/** The same for texts. */
export function textIn(db: AnyKysely, column: Expression<string | null>, texts: Values<string>): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? sql<SqlBool>`${column} = any(${texts}::text[])`
    : sql<SqlBool>`${column} in (select value from json_each(${texts}))`
}

/** True if a JSON list of numbers contains any of these. */
export function listsAny(db: AnyKysely, column: Expression<unknown>, numbers: Values<number>): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? sql<SqlBool>`exists (select from jsonb_array_elements(${column}) as listed (value)
        where listed.value::bigint = any(${numbers}::bigint[]))`
    : sql<SqlBool>`exists (select 1 from json_each(${column}) as listed
        where listed.value in (select value from json_each(${numbers})))`
}

/** The rows of a subquery as one JSON array, `[[…], […]]`, of the named columns: to read a row with its children. */
export function jsonPairs(
  db: AnyKysely,
  from: RawBuilder<unknown>,
  first: string,
  second: string,
): RawBuilder<unknown> {
  const pair = [sql.ref(first), sql.ref(second)]
  return isPostgres(db)
    ? sql`(select coalesce(json_agg(json_build_array(${sql.join(pair)})), '[]') ${from})`
    : sql`(select json_group_array(json_array(${sql.join(pair)})) ${from})`
}
