import { actingAddress } from '../../access/acting.ts'
import type { RowActions } from '../../access/row-actions.ts'
import type { Viewer } from '../../access/viewer.ts'
import { recordEvent } from '../../events/record-event.ts'
import { clock, fromNow } from '../../platform/clock.ts'
import { inBatches } from '../../platform/database/queries/batches.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { invalidField, invalidFields, notFound, Problem } from '../../platform/problem.ts'
import type { AdminActionRow } from '../../tables/admin-actions.ts'
import type { Db } from '../../tables/tables.ts'
import * as queries from './queries.ts'
import { MAX_ROWS, type NewAdminAction, type Targets } from './schema.ts'

/** Rows that are changed in one transaction: few enough that other transactions do not wait for it. */
const BATCH = 25
const IDS_AT_ONCE = 1_000

/** Stores an action with the ids of the rows that match now. A worker performs it. */
export async function requestAction(
  db: Db,
  viewer: Viewer,
  targets: Targets,
  request: NewAdminAction,
): Promise<AdminActionRow> {
  const { resource, action, filter = {}, value = null, expected_count } = request
  const target = targets[resource] as RowActions
  requireValueWhereNeeded(target, request)
  const ids = await matchingIds(db, viewer, target, filter)
  if (expected_count !== undefined && ids.length > expected_count) throw countChanged(ids.length)
  return transaction(db, async (tx) => {
    const stored = await queries.insertAction(tx, {
      actor_id: viewer.id,
      address: actingAddress(),
      resource,
      action,
      filter: JSON.stringify(filter),
      value: value === null ? null : JSON.stringify(value),
      total: ids.length,
      failures: '[]',
      created_at: clock.now(),
    })
    await queries.insertBatches(tx, stored.id, inBatches(ids, BATCH))
    await recordEvent(tx, 'admin_action.requested', { actor: viewer.id, subject: stored.id, audience: [] })
    return stored
  })
}

/** Ends an action; rows that it has already changed stay changed. An action that has ended does not change. */
export function cancelAction(db: Db, id: number): Promise<AdminActionRow> {
  return transaction(db, async (tx) => {
    const action = await queries.findActionForUpdate(tx, id)
    if (!action) throw notFound('admin_action')
    if (hasEnded(action)) return action
    return queries.updateAction(tx, id, { state: 'cancelled', finished_at: clock.now(), address: null })
  })
}

export const hasEnded = ({ finished_at }: AdminActionRow): boolean => finished_at !== null

/** Deletes actions that ended longer ago than `retentionMs`. */
export const pruneActions = (db: Db, retentionMs: number): Promise<unknown> =>
  transaction(db, (tx) => queries.deleteActionsFinishedBefore(tx, fromNow(-retentionMs)))

function requireValueWhereNeeded({ actions }: RowActions, { action, value }: NewAdminAction): void {
  const takesValue = actions[action]?.value !== undefined
  if (takesValue && value === undefined) throw invalidField('/value', `\`${action}\` requires a value.`)
  if (!takesValue && value !== undefined) throw invalidField('/value', `\`${action}\` does not take a value.`)
}

async function matchingIds(db: Db, viewer: Viewer, target: RowActions, filter: object): Promise<number[]> {
  const ids: number[] = []
  for (;;) {
    const part = { after: ids.at(-1) ?? 0, limit: IDS_AT_ONCE }
    const next = await target.listIds(db, viewer, filter as never, part).catch((reason) => {
      throw reason instanceof Problem ? locatedInFilter(reason) : reason
    })
    ids.push(...next)
    if (ids.length > MAX_ROWS) throw tooManyRows()
    if (next.length < IDS_AT_ONCE) return ids
  }
}

function locatedInFilter(problem: Problem): Problem {
  if (problem.kind !== 'invalid' || !problem.errors) return problem
  return invalidFields(problem.errors.map(({ pointer, detail }) => ({ pointer: `/filter${pointer}`, detail })))
}

const countChanged = (count: number) =>
  new Problem(
    'conflict',
    'admin_action.count_changed',
    `${count} rows match now, more than expected. Check the list and confirm again.`,
  )

const tooManyRows = () =>
  new Problem(
    'conflict',
    'admin_action.too_many_rows',
    `More than ${MAX_ROWS} rows match. Narrow the filter and run the action in several smaller batches.`,
  )
