import { clock, fromNow } from '../../platform/clock.ts'
import { transaction } from '../../platform/database/transaction.ts'
import type { Db } from '../../tables/tables.ts'
import { deleteTokensExpiredBefore } from './mailed-links/queries.ts'
import { deleteSessionsExpiredBefore } from './sessions/queries.ts'

const DAY = 86_400_000

/** Deletes sessions that expired a month ago, and their refresh tokens with them. */
export const pruneSessions = (db: Db): Promise<unknown> =>
  transaction(db, (tx) => deleteSessionsExpiredBefore(tx, fromNow(-30 * DAY)))

/** Deletes expired tokens of mailed links. */
export const pruneTokens = (db: Db): Promise<unknown> =>
  transaction(db, (tx) => deleteTokensExpiredBefore(tx, clock.now()))
