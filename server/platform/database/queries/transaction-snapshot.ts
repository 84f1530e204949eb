import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from './sql.ts'

/**
 * The running transactions as a statement sees them: all before `oldest` have ended, and all that begin to write later
 * come after `next`. The two are equal if none is running, and always where one transaction writes at a time.
 *
 * `next` is a number that the statement takes for itself when it returns a row. The end of its snapshot would not do:
 * that follows the last transaction that has ended, and others with higher numbers may be running.
 */
export function transactionSnapshot(db: AnyKysely): { oldest: RawBuilder<string>; next: RawBuilder<string> } {
  if (!isPostgres(db)) return { oldest: sql<string>`'0'`, next: sql<string>`'0'` }
  return {
    oldest: sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text`,
    next: sql<string>`pg_current_xact_id()::text`,
  }
}

/**
 * Identifies the server that runs the statement since its last start. Transaction numbers are comparable only on one:
 * those that were not yet on disk, or at the standby, are assigned again.
 */
export const serverId = (db: AnyKysely): RawBuilder<string> =>
  isPostgres(db) ? sql<string>`pg_postmaster_start_time()::text` : sql<string>`''`

/**
 * PostgreSQL only: matches rows of that transaction and of those numbered after it. Only these can have appeared since
 * it was the oldest that ran. Numbers in the future come from rows that were copied from another server, and are
 * ignored.
 */
export const writtenFrom = (transactionId: RawBuilder<string>): RawBuilder<SqlBool> =>
  sql<SqlBool>`transaction_id >= ${transactionId}::xid8
    and transaction_id < pg_snapshot_xmax(pg_current_snapshot())`
