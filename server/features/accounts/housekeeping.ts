import { fromNow } from '../../platform/clock.ts'
import { transaction } from '../../platform/database/transaction.ts'
import type { Db } from '../../tables/tables.ts'
import { deleteSessionsExpiredBefore } from './sessions/queries.ts'

const DAY = 86_400_000

/** Forgets sessions that ran out a month ago, and their refresh tokens with them. */
export const forgetOldSessions = (db: Db): Promise<unknown> =>
  transaction(db, (tx) => deleteSessionsExpiredBefore(tx, fromNow(-30 * DAY)))
