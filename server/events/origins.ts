import { databaseOf } from '../platform/database/transaction.ts'
import type { Db, Tx } from '../tables/tables.ts'

/** Where events come from that nobody caused by using Docket. */
export type Origin = 'import' | 'demo'

const origins = new WeakMap<object, Origin>()

/**
 * Marks all events of a transaction, or all that are recorded through a handle of the database from then on. Subscribers get
 * none of them: nothing is sent because of them. Whoever reads the log for what is true now, such as caches and clients that
 * synchronise, reads them like any other.
 */
export const setOrigin = (handle: Db | Tx, origin: Origin): void => void origins.set(handle, origin)

export const originOf = (tx: Tx): Origin | null => origins.get(tx) ?? origins.get(databaseOf(tx)) ?? null
