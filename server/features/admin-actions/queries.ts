import type { Insertable, Updateable } from 'kysely'
import { inBatches } from '../../platform/database/queries/batches.ts'
import { countUpTo, type Slice, sliced } from '../../platform/database/queries/paging.ts'
import { forUpdate } from '../../platform/database/queries/sql.ts'
import type { AdminActionState } from '../../tables/admin-actions.ts'
import type { Db, Reader, Tables, Tx } from '../../tables/tables.ts'

export function insertAction(tx: Tx, action: Insertable<Tables['admin_actions']>) {
  return tx.insertInto('admin_actions').values(action).returningAll().executeTakeFirstOrThrow()
}

export async function insertBatches(tx: Tx, actionId: number, batches: readonly (readonly number[])[]): Promise<void> {
  const rows = batches.map((ids, number) => ({ action_id: actionId, number, ids: JSON.stringify(ids) }))
  for (const part of inBatches(rows)) await tx.insertInto('admin_action_batches').values(part).execute()
}

export function findAction(db: Reader, id: number) {
  return db.selectFrom('admin_actions').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * The action, locked until the transaction ends: batches run one after the other, and cancelling waits for the running
 * batch.
 */
export function findActionForUpdate(tx: Tx, id: number) {
  return forUpdate(tx, tx.selectFrom('admin_actions').selectAll().where('id', '=', id)).executeTakeFirst()
}

export async function findBatch(tx: Tx, actionId: number, number: number): Promise<readonly number[]> {
  const batches = tx.selectFrom('admin_action_batches').select('ids')
  const batch = await batches.where('action_id', '=', actionId).where('number', '=', number).executeTakeFirst()
  return batch?.ids ?? []
}

export function updateAction(tx: Tx, id: number, columns: Updateable<Tables['admin_actions']>) {
  return tx.updateTable('admin_actions').set(columns).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
}

export function listActions(db: Db, state: AdminActionState | undefined, slice: Slice) {
  return sliced(inState(db, state).selectAll('admin_actions'), slice).execute()
}

export function countActions(db: Db, state: AdminActionState | undefined, limit: number) {
  return countUpTo(db, inState(db, state), limit)
}

function inState(db: Db, state: AdminActionState | undefined) {
  const actions = db.selectFrom('admin_actions')
  return state ? actions.where('state', '=', state) : actions
}

/** Deletes actions that ended before an instant. */
export function deleteActionsFinishedBefore(tx: Tx, instant: string) {
  return tx.deleteFrom('admin_actions').where('finished_at', '<', instant).execute()
}
