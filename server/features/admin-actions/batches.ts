import type { FastifyBaseLogger } from 'fastify'
import { actingAs } from '../../access/acting.ts'
import type { RowAction } from '../../access/row-actions.ts'
import { findViewerOfAccount, type Viewer } from '../../access/viewer.ts'
import { clock } from '../../platform/clock.ts'
import { failsOnlyItsStep, isMissingReference } from '../../platform/database/faults.ts'
import { StaleReadError, savepoint, transaction } from '../../platform/database/transaction.ts'
import { PermanentFailure } from '../../platform/permanent-failure.ts'
import { Problem } from '../../platform/problem.ts'
import type { AdminActionRow, RowFailure } from '../../tables/admin-actions.ts'
import type { Db, Tx } from '../../tables/tables.ts'
import * as queries from './queries.ts'
import type { Targets } from './schema.ts'
import { hasEnded } from './service.ts'

const MAX_FAILURES = 100

export type PerformOptions = { targets: Targets; log: FastifyBaseLogger | undefined }

/**
 * Runs the next batch of an action in one transaction with its counter, so that a batch is not repeated if a worker
 * dies. Resolves with false when the action has ended.
 */
export function performBatch(db: Db, { targets, log }: PerformOptions, id: number): Promise<boolean> {
  return transaction(db, async (tx) => {
    const action = await queries.findActionForUpdate(tx, id)
    if (!action || hasEnded(action)) return false
    const viewer = action.actor_id === null ? undefined : await findViewerOfAccount(tx, action.actor_id)
    if (!viewer?.isAdmin) {
      await queries.updateAction(tx, id, { state: 'stopped', finished_at: clock.now(), address: null })
      return false
    }
    const ids = await queries.findBatch(tx, id, action.next_batch)
    const work = () => performEach(tx, viewer, { action, perform: performOf(targets, action), ids, log })
    const failures = await actingAs(viewer, action.address, work)
    const after = await queries.updateAction(tx, id, progressOf(action, ids.length, failures))
    return !hasEnded(after)
  })
}

function performOf(targets: Targets, { resource, action }: AdminActionRow): RowAction['perform'] {
  const known = targets[resource]?.actions[action]
  // During a rollout an older worker may get an action that it does not know: a later attempt runs on a newer one.
  if (!known) throw new PermanentFailure(`this worker has no action ${action} for ${resource}`)
  return known.perform
}

type Batch = Pick<PerformOptions, 'log'> & {
  action: AdminActionRow
  perform: RowAction['perform']
  ids: readonly number[]
}

/** Each row is independent: a failure is recorded and rolls back only the changes of that row. */
async function performEach(tx: Tx, viewer: Viewer, { action, perform, ids, log }: Batch): Promise<RowFailure[]> {
  const failures: RowFailure[] = []
  for (const id of ids) {
    try {
      await savepoint(tx, async () => perform(tx, viewer, id, action.value as never))
    } catch (reason) {
      if (reason instanceof StaleReadError || !failsOnlyItsStep(reason)) throw reason
      const failure = failureOf(id, reason)
      if (failure.code === 'server.error') log?.error({ err: reason, admin_action: action.id, row: id }, failure.detail)
      failures.push(failure)
    }
  }
  return failures
}

function failureOf(id: number, reason: unknown): RowFailure {
  if (reason instanceof Problem) return { id, code: reason.code, detail: reason.message }
  if (isMissingReference(reason)) {
    return { id, code: 'reference.gone', detail: 'A resource that the row refers to was deleted at the same time.' }
  }
  return { id, code: 'server.error', detail: 'An internal error occurred. The log contains the details.' }
}

function progressOf(action: AdminActionRow, size: number, failures: readonly RowFailure[]) {
  const done = action.done + size - failures.length
  const failed = action.failed + failures.length
  const hasAll = size === 0 || done + failed >= action.total
  const now = clock.now()
  return {
    done,
    failed,
    next_batch: action.next_batch + 1,
    failures: JSON.stringify([...action.failures, ...failures].slice(0, MAX_FAILURES)),
    state: hasAll ? ('done' as const) : ('running' as const),
    started_at: action.started_at ?? now,
    finished_at: hasAll ? now : null,
    ...(hasAll && { address: null }),
  }
}
