import type { Viewer } from '../../../access/viewer.ts'
import { failsOnlyItsStep } from '../../../platform/database/faults.ts'
import { StaleReadError, savepoint, transaction } from '../../../platform/database/transaction.ts'
import { alsoExpecting, type Target } from '../../../platform/http/responses/etag.ts'
import { invalidField, notFound, Problem } from '../../../platform/problem.ts'
import type { Db, Tx } from '../../../tables/tables.ts'
import type { ShownRow } from '../fields/present.ts'
import { moveTask } from '../order/service.ts'
import { findTaskByUid } from '../queries.ts'
import { completeTask, createTask, deleteTask, reopenTask, updateTask } from '../service.ts'
import type { BulkChange, BulkOperation } from './schema.ts'

export type Outcome = { op: BulkOperation['op'] } & (
  | { status: 200 | 201; task: ShownRow }
  | { status: 204 }
  | { failure: unknown }
)

/**
 * Runs the operations in order, all or none. The first one that is refused rolls back the others and is named in the
 * error.
 */
export function performAll(db: Db, viewer: Viewer, operations: readonly BulkOperation[]): Promise<Outcome[]> {
  return transaction(db, async (tx) => {
    const outcomes: Outcome[] = []
    for (const [index, operation] of operations.entries()) {
      try {
        outcomes.push(await perform(tx, viewer, operation))
      } catch (reason) {
        throw reason instanceof Problem ? located(reason, index, operation) : reason
      }
    }
    return outcomes
  })
}

/** Runs each operation on its own. One that fails, for any reason, does not affect the others. */
export function performEach(db: Db, viewer: Viewer, operations: readonly BulkOperation[]): Promise<Outcome[]> {
  return transaction(db, async (tx) => {
    const outcomes: Outcome[] = []
    for (const operation of operations) {
      try {
        outcomes.push(await savepoint(tx, () => perform(tx, viewer, operation)))
      } catch (reason) {
        if (reason instanceof StaleReadError || !failsOnlyItsStep(reason)) throw reason
        outcomes.push({ op: operation.op, failure: reason })
      }
    }
    return outcomes
  })
}

async function perform(tx: Tx, viewer: Viewer, operation: BulkOperation): Promise<Outcome> {
  const { op } = operation
  if (op === 'create') {
    const { task, isNew } = await createTask(tx, viewer, operation.task)
    return { op, status: isNew ? 201 : 200, task }
  }
  const target = await findTarget(tx, viewer, operation)
  if (operation.op === 'delete') {
    await deleteTask(tx, viewer, target)
    return { op, status: 204 }
  }
  return { op, status: 200, task: await change(tx, viewer, target, operation) }
}

async function findTarget(tx: Tx, viewer: Viewer, { id, uid, version }: BulkChange): Promise<Target> {
  const expected = alsoExpecting(undefined, version)
  if (id !== undefined && uid === undefined) return { id, expected }
  if (uid === undefined || id !== undefined) throw invalidField('', 'Send exactly one of id and uid.')
  const task = await findTaskByUid(tx, viewer, uid.toLowerCase())
  if (task) return { id: task.id, expected }
  throw notFound('task', '/uid')
}

function change(
  tx: Tx,
  viewer: Viewer,
  target: Target,
  operation: Exclude<BulkChange, { op: 'delete' }>,
): Promise<ShownRow> {
  switch (operation.op) {
    case 'complete':
      return completeTask(tx, viewer, target)
    case 'reopen':
      return reopenTask(tx, viewer, target)
    case 'move':
      return moveTask(tx, viewer, target, operation)
    case 'update': {
      const expected = alsoExpecting(target.expected, operation.task.version)
      return updateTask(tx, viewer, { ...target, expected }, operation.task)
    }
  }
}

/** The problem with its pointers relative to the whole request. */
function located(problem: Problem, index: number, { op }: BulkOperation): Problem {
  const isInTask = (pointer: string) => op === 'create' || (op === 'update' && pointer !== '' && pointer !== '/uid')
  const errors = problem.errors?.map(({ pointer, detail }) => ({
    pointer: `/operations/${index}${isInTask(pointer) ? '/task' : ''}${pointer}`,
    detail,
  }))
  const fallback = [{ pointer: `/operations/${index}`, detail: problem.message }]
  const message = `Operation ${index} (${op}) failed and nothing was changed. ${problem.message}`
  return new Problem(problem.kind, problem.code, message, { errors: errors ?? fallback })
}
