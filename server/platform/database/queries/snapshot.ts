import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** PostgreSQL's alone: the number below which every transaction has ended. */
export const oldestUnderWay = sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text`

/**
 * True for rows of that transaction and of those numbered after it: all that can have appeared since it was the oldest.
 * Numbers that are yet to come stand in rows that were copied from another server, and tell nothing.
 */
export const writtenFrom = (transactionId: RawBuilder<string>): RawBuilder<SqlBool> =>
  sql<SqlBool>`transaction_id >= ${transactionId}::xid8
    and transaction_id < pg_snapshot_xmax(pg_current_snapshot())`
