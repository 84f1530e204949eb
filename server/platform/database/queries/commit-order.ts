import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from './sql.ts'

/**
 * True for settled rows: no other row can appear before them any more in the order (transaction_id, id). PostgreSQL
 * assigns ids before the commit, so a row with a lower id may appear later; below the oldest running transaction none
 * can. SQLite writes one transaction at a time: its rows are settled as soon as they appear.
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

/** The same for rows that were copied from another server with its transaction numbers. */
export function comesAfterElsewhere(db: AnyKysely, transactionId: string, id: number): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? comesAfter(db, transactionId, id)
    : sql<SqlBool>`(transaction_id, id) > (${Number(transactionId)}, ${id})`
}

/** The order in which rows were committed; valid for settled rows. */
export function commitOrder(db: AnyKysely): RawBuilder<unknown> {
  return isPostgres(db) ? sql`transaction_id, id` : sql`id`
}

/**
 * True for rows with transaction numbers that this server has not assigned yet. They were copied from another server,
 * by a backup or a move, and would not be settled until the numbers have advanced that far.
 */
export function isFromElsewhere(db: AnyKysely): RawBuilder<SqlBool> {
  return isPostgres(db) ? sql<SqlBool>`transaction_id >= pg_snapshot_xmax(pg_current_snapshot())` : sql<SqlBool>`1 = 0`
}
