import { databaseOf } from '../platform/database/transaction.ts'
import type { Db, Tx } from '../tables/tables.ts'

/** The origin of events that no user caused. */
type Origin = 'import' | 'demo'

const origins = new WeakMap<object, Origin>()

/**
 * Sets the origin of all events of a transaction, or of all events that are recorded through a database handle from now
 * on. Subscribers do not get these events, so that nothing is sent because of them. Readers that need the current
 * state, such as caches and clients that synchronise, read them like any other.
 */
export const setOrigin = (handle: Db | Tx, origin: Origin): void => void origins.set(handle, origin)

export const originOf = (tx: Tx): Origin | null => origins.get(tx) ?? origins.get(databaseOf(tx)) ?? null
