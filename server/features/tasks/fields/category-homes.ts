import { LRUCache } from 'lru-cache'
import { isMissingReference } from '../../../platform/database/faults.ts'
import { databaseOf, StaleReadError } from '../../../platform/database/transaction.ts'
import type { Tx } from '../../../tables/tables.ts'

/** The owner of a category, a user or a project; the other is null. */
export type CategoryHome = { readonly owner: number | null; readonly project: number | null }

const MOST_HOMES = 10_000

const homesOf = new WeakMap<object, LRUCache<number, CategoryHome>>()

/**
 * The owners of the most recently used categories. A category never changes its owner, so an entry is valid for as long
 * as the category exists; `unlessGone` removes those of deleted categories.
 */
export const knownHomes = (tx: Tx): LRUCache<number, CategoryHome> =>
  homesOf.getOrInsertComputed(databaseOf(tx), () => new LRUCache({ max: MOST_HOMES }))

/**
 * The result of a write that refers to a category. If the category has been deleted, the foreign key fails: the entry
 * is removed from the cache and the transaction runs again, to find out which reference is missing.
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
