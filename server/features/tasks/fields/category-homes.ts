import { LRUCache } from 'lru-cache'
import { isMissingReference } from '../../../platform/database/faults.ts'
import { databaseOf, StaleReadError } from '../../../platform/database/transaction.ts'
import type { Tx } from '../../../tables/tables.ts'

/** Whom a category belongs to, a person or a project; the other is null. */
export type CategoryHome = { readonly owner: number | null; readonly project: number | null }

const MOST_HOMES = 10_000

const homesOf = new WeakMap<object, LRUCache<number, CategoryHome>>()

/**
 * The homes of the categories that were looked at last. No category ever moves, so what is known of one holds for as long
 * as it exists; `unlessGone` notices when it does no more.
 */
export const knownHomes = (tx: Tx): LRUCache<number, CategoryHome> =>
  homesOf.getOrInsertComputed(databaseOf(tx), () => new LRUCache({ max: MOST_HOMES }))

/**
 * The outcome of a write that names a category. When that was deleted, the foreign key says so: it is forgotten, and the
 * transaction runs again to find out what exactly is missing.
 */
export async function unlessGone<R>(tx: Tx, category: number | null, write: Promise<R>): Promise<R> {
  try {
    return await write
  } catch (reason) {
    if (category !== null && isMissingReference(reason) && knownHomes(tx).delete(category))
      throw new StaleReadError(reason)
    throw reason
  }
}
