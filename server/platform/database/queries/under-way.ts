import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from './sql.ts'

/**
 * The transactions under way as a statement sees them: all before `oldest` have ended, and `next` is the first that had
 * not begun. The two are equal when none is under way; where one transaction writes at a time, they always are.
 */
export function underWay(db: AnyKysely): { oldest: RawBuilder<string>; next: RawBuilder<string> } {
  if (!isPostgres(db)) return { oldest: sql<string>`'0'`, next: sql<string>`'0'` }
  return {
    oldest: sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text`,
    next: sql<string>`pg_snapshot_xmax(pg_current_snapshot())::text`,
  }
}

/**
 * PostgreSQL's alone: true for rows of that transaction and of those numbered after it, which is all that can have
 * appeared since it was the oldest under way. Numbers that are yet to come stand in rows that were copied from another
 * server, and tell nothing.
 */
export const writtenFrom = (transactionId: RawBuilder<string>): RawBuilder<SqlBool> =>
  sql<SqlBool>`transaction_id >= ${transactionId}::xid8
    and transaction_id < pg_snapshot_xmax(pg_current_snapshot())`
