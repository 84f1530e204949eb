import type { Viewer } from '../../access/viewer.ts'
import { databaseOf, transaction } from '../../platform/database/transaction.ts'
import type { Db, Tx } from '../../tables/tables.ts'
import { findTask, type TaskForUpdate } from './queries.ts'

const underChange = new WeakMap<object, Set<number>>()

/**
 * Runs a change of one task in a transaction that need not wait to read it: the task is read before, beside whatever else
 * is being read, and the change gets it as `known`. Should that be outdated by the time it is written, the transaction
 * runs again and must hold the task itself; so must whoever comes while another change of the task is under way.
 */
export async function changingOne<R>(
  { db, viewer }: { db: Db; viewer: Viewer },
  id: number,
  change: (tx: Tx, known: TaskForUpdate | undefined) => Promise<R>,
): Promise<R> {
  const tasks = underChange.getOrInsertComputed(databaseOf(db), () => new Set<number>())
  if (tasks.has(id)) return transaction(db, (tx) => change(tx, undefined))
  tasks.add(id)
  try {
    let known = await findTask(db, viewer, id)
    return await transaction(db, (tx) => {
      const asRead = known
      known = undefined
      return change(tx, asRead)
    })
  } finally {
    tasks.delete(id)
  }
}
