import type { Viewer } from '../../../access/viewer.ts'
import { savepoint, transaction } from '../../../platform/database/transaction.ts'
import { alsoExpecting } from '../../../platform/http/answers/etag.ts'
import { Problem } from '../../../platform/problem.ts'
import type { Db, Tx } from '../../../tables/tables.ts'
import type { ShownRow } from '../fields/present.ts'
import type { BulkOperation } from '../schema.ts'
import { completeTask, createTask, deleteTask, updateTask } from '../service.ts'

export type Outcome = { op: BulkOperation['op'] } & (
  | { status: 200 | 201; task: ShownRow }
  | { status: 204 }
  | { refused: Problem }
)

/** Carries out every operation in turn, or none: the first that is refused takes all with it, and says which it was. */
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

/** Carries out each operation by itself: one that is refused undoes nothing but itself. */
export function performEach(db: Db, viewer: Viewer, operations: readonly BulkOperation[]): Promise<Outcome[]> {
  return transaction(db, async (tx) => {
    const outcomes: Outcome[] = []
    for (const operation of operations) {
      try {
        outcomes.push(await savepoint(tx, () => perform(tx, viewer, operation)))
      } catch (reason) {
        if (!(reason instanceof Problem)) throw reason
        outcomes.push({ op: operation.op, refused: reason })
      }
    }
    return outcomes
  })
}

async function perform(tx: Tx, viewer: Viewer, operation: BulkOperation): Promise<Outcome> {
  const { op } = operation
  if (op === 'create') {
    const { task, isNew } = await createTask(tx, viewer, operation.task)
    return { op, status: isNew ? 201 : 200, task: await task }
  }
  const { id, version } = operation
  const target = { id, expected: alsoExpecting(undefined, version) }
  if (op === 'delete') {
    await deleteTask(tx, viewer, target)
    return { op, status: 204 }
  }
  if (op === 'complete') return { op, status: 200, task: await completeTask(tx, viewer, target) }
  const expected = alsoExpecting(target.expected, operation.task.version)
  return { op, status: 200, task: await updateTask(tx, viewer, { id, expected }, operation.task) }
}

/** The problem with its pointers as seen from the whole request. */
function located(problem: Problem, index: number, { op }: BulkOperation): Problem {
  const inside = op === 'create' || op === 'update' ? '/task' : ''
  const errors = problem.errors?.map(({ pointer, detail }) => ({
    pointer: `/operations/${index}${inside}${pointer}`,
    detail,
  }))
  const fallback = [{ pointer: `/operations/${index}`, detail: problem.message }]
  const message = `Operation ${index} (${op}) failed and nothing was changed. ${problem.message}`
  return new Problem(problem.kind, problem.code, message, { errors: errors ?? fallback })
}
