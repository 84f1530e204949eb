import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from './sql.ts'

/**
 * The transactions under way as a statement sees them: all before `oldest` have ended, and all that begin to write later
 * come after `next`. The two are equal when none is under way; where one transaction writes at a time, they always are.
 *
 * `next` is a number that the statement draws for itself, once it tells a row. The end of its snapshot would not do: that
 * lies behind the last transaction that has ended, and others with higher numbers may be under way.
 */
export function transactionSnapshot(db: AnyKysely): { oldest: RawBuilder<string>; next: RawBuilder<string> } {
  if (!isPostgres(db)) return { oldest: sql<string>`'0'`, next: sql<string>`'0'` }
  return {
    oldest: sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text`,
    next: sql<string>`pg_current_xact_id()::text`,
  }
}

/**
 * Tells the server that answers from every other, and from itself before it was started anew. Numbers of transactions are
 * comparable only on one: what was not yet on disk, or at the standby, is given out again.
 */
export const serverId = (db: AnyKysely): RawBuilder<string> =>
  isPostgres(db) ? sql<string>`pg_postmaster_start_time()::text` : sql<string>`''`

/**
 * PostgreSQL's alone: true for rows of that transaction and of those numbered after it, which is all that can have
 * appeared since it was the oldest under way. Numbers that are yet to come stand in rows that were copied from another
 * server, and tell nothing.
 */
export const writtenFrom = (transactionId: RawBuilder<string>): RawBuilder<SqlBool> =>
  sql<SqlBool>`transaction_id >= ${transactionId}::xid8
    and transaction_id < pg_snapshot_xmax(pg_current_snapshot())`
