import type { Viewer } from '../../access/viewer.ts'
import { databaseOf, transaction } from '../../platform/database/transaction.ts'
import type { Db, Tx } from '../../tables/tables.ts'
import { findTask, type TaskForUpdate } from './queries.ts'

const underChange = new WeakMap<object, Set<number>>()

/**
 * Runs a change of one task in a transaction that does not wait to read it. The task is read before, together with
 * whatever else is being read, and passed to the change as `known`. If that read is stale by the time of the write, the
 * transaction runs again and locks the task. Requests that arrive during another change of the task lock it from the
 * start.
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
