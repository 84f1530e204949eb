import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from './sql.ts'

/**
 * True for rows behind which no other can appear any more in the order (transaction_id, id). PostgreSQL hands out ids
 * before it commits, so a row with a lower id may come later; below the oldest transaction under way none can.
 * SQLite writes one transaction at a time: its rows are final as they appear.
 */
export function isSettled(db: AnyKysely): RawBuilder<SqlBool> {
  return isPostgres(db) ? sql<SqlBool>`transaction_id < pg_snapshot_xmin(pg_current_snapshot())` : sql<SqlBool>`1 = 1`
}

/** True for rows after the one with these numbers, in the order (transaction_id, id). */
export function comesAfter(db: AnyKysely, transactionId: string, id: number): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? sql<SqlBool>`(transaction_id, id) > (${transactionId}::xid8, ${id}::bigint)`
    : sql<SqlBool>`id > ${id}`
}

/** The same for rows that were copied from another server with its numbers of transactions. */
export function comesAfterElsewhere(db: AnyKysely, transactionId: string, id: number): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? comesAfter(db, transactionId, id)
    : sql<SqlBool>`(transaction_id, id) > (${Number(transactionId)}, ${id})`
}

/** True for rows that this transaction wrote; `transactionId` as it was read, `0` where the database counts none. */
export function isOfTransaction(db: AnyKysely, transactionId: string): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? sql<SqlBool>`transaction_id = ${transactionId}::xid8`
    : sql<SqlBool>`transaction_id = ${Number(transactionId)}`
}

/** The order in which rows were committed, as far as they are settled. */
export function commitOrder(db: AnyKysely, direction: 'asc' | 'desc' = 'asc'): RawBuilder<unknown> {
  const columns = isPostgres(db) ? ['transaction_id', 'id'] : ['id']
  return sql.join(columns.map((column) => sql`${sql.ref(column)} ${sql.raw(direction)}`))
}

/**
 * True for rows of transactions that this server has not begun yet: they were copied from another one, by a backup or
 * a move, and would be held back until its numbers have come so far.
 */
export function isFromElsewhere(db: AnyKysely): RawBuilder<SqlBool> {
  return isPostgres(db) ? sql<SqlBool>`transaction_id >= pg_snapshot_xmax(pg_current_snapshot())` : sql<SqlBool>`1 = 0`
}
