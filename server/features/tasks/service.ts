import { randomUUIDv7 } from 'node:crypto'
import { requireMayDeleteOrMoveTask, requireMayEditTask, requireNotArchived } from '../../access/rights.ts'
import type { Viewer } from '../../access/viewer.ts'
import { changesBetween } from '../../events/changes.ts'
import { clock } from '../../platform/clock.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { requireVersion, type Target } from '../../platform/http/responses/etag.ts'
import { fieldProblem, notFound } from '../../platform/problem.ts'
import { canonicalUid } from '../../platform/uid.ts'
import type { Db, TaskStatus, Tx } from '../../tables/tables.ts'
import { columnsFrom, DEFAULTS, placeAt, type TaskColumns } from './fields/columns.ts'
import type { ShownRow } from './fields/present.ts'
import { recordedFields } from './fields/recorded.ts'
import { requireValidReferences } from './fields/references.ts'
import * as queries from './queries.ts'
import { recordChanged, recordCreated, recordDeleted } from './recording.ts'
import type { TaskInput } from './schema.ts'

/*
 * Each exported function runs in a transaction of its own or, with the handle of a transaction, in that one: so does a bulk
 * request.
 */

type NewTaskInput = TaskInput & { uid?: string | undefined }
export type Created = { task: ShownRow; isNew: boolean }

/** Creates a task. `isNew` is false if its uid is that of a task that the viewer created before. */
export function createTask(db: Db | Tx, viewer: Viewer, input: NewTaskInput): Promise<Created> {
  return transaction(db, async (tx) => {
    const columns = newTask(viewer, input)
    const task = { ...columns, outside_assignee: await requireValidReferences(tx, viewer, columns) }
    const id = await queries.insertTask(tx, task)
    if (id === undefined) return { task: await findEarlierTask(tx, viewer, task.uid), isNew: false }

    const created = { id, ...task, version: 1 }
    await recordCreated(tx, viewer.id, created)
    return { task: created, isNew: true }
  })
}

/** Changes the fields in the input, and no others. */
export function updateTask(db: Db | Tx, viewer: Viewer, target: Target, input: TaskInput): Promise<ShownRow> {
  return changeTask(db, viewer, target, (task) => columnsFrom(input, task))
}

/** Sets every writable field. Fields that the input leaves out get their defaults, except the position, which stays. */
export function replaceTask(db: Db | Tx, viewer: Viewer, target: Target, input: TaskInput): Promise<ShownRow> {
  return changeTask(db, viewer, target, (task) => ({ ...DEFAULTS, ...columnsFrom(input, task) }))
}

/** Marks a task completed. A completed task does not change. */
export function completeTask(db: Db | Tx, viewer: Viewer, target: Target): Promise<ShownRow> {
  return changeTask(db, viewer, target, () => ({ status: 'completed' }))
}

/** Sets a completed or cancelled task to pending. */
export function reopenTask(db: Db | Tx, viewer: Viewer, target: Target): Promise<ShownRow> {
  const isClosed = (status: TaskStatus) => status === 'completed' || status === 'cancelled'
  return changeTask(db, viewer, target, ({ status }) => (isClosed(status) ? { status: 'pending' } : {}))
}

/** Moves a task to a project. Its category is cleared, because it belongs to the former project or owner. */
export function changeProject(db: Db | Tx, viewer: Viewer, target: Target, project: number): Promise<ShownRow> {
  return changeTask(db, viewer, target, ({ project_id }) =>
    project_id === project ? {} : { project_id: project, category_id: null },
  )
}

export function deleteTask(db: Db | Tx, viewer: Viewer, target: Target): Promise<void> {
  return transaction(db, async (tx) => {
    const task = await findForUpdate(tx, viewer, target)
    requireMayDeleteOrMoveTask(viewer, task)
    requireVersion(task.version, target.expected)
    await requireNotArchived(tx, viewer, task.project_id)

    await queries.deleteTaskRow(tx, task.id)
    await recordDeleted(tx, viewer.id, task)
  })
}

/** Sets the columns that `decide` returns for the current task. */
function changeTask(
  db: Db | Tx,
  viewer: Viewer,
  target: Target,
  decide: (task: ShownRow) => Partial<TaskColumns>,
): Promise<ShownRow> {
  return transaction(db, async (tx) => {
    const task = await findForUpdate(tx, viewer, target)
    requireMayEditTask(viewer, task)
    requireVersion(task.version, target.expected)

    const next = withConsequences(viewer, task, decide(task))
    const changes = changesBetween(recordedFields(task), recordedFields(next))
    if (!changes) return task
    if (changes.project) requireMayDeleteOrMoveTask(viewer, task)
    await requireNotArchived(tx, viewer, task.project_id)
    const outside_assignee = await requireValidReferences(tx, viewer, next, task)

    const changed = { ...next, outside_assignee, version: task.version + 1, updated_at: clock.now() }
    await queries.setTask(tx, task, changed)
    await recordChanged(tx, viewer.id, { before: task, after: changed, changes })
    return changed
  })
}

/** The task, locked until the transaction ends. */
export async function findForUpdate(tx: Tx, viewer: Viewer, { id }: Target): Promise<queries.TaskForUpdate> {
  const task = await queries.findTaskForUpdate(tx, viewer, id)
  if (!task) throw notFound('task')
  return task
}

async function findEarlierTask(tx: Tx, viewer: Viewer, uid: string): Promise<ShownRow> {
  const task = await queries.findTaskByUid(tx, viewer, uid)
  if (task?.created_by === viewer.id) return task
  throw fieldProblem('conflict', 'task.uid_taken', '/uid', 'This uid is already in use. Choose another one.')
}

function newTask(viewer: Viewer, input: NewTaskInput): Omit<ShownRow, 'id' | 'version'> {
  const now = clock.now()
  const columns = { ...DEFAULTS, title: '', ...placeAt(), ...columnsFrom(input) }
  return {
    uid: input.uid === undefined ? randomUUIDv7() : canonicalUid(input.uid),
    ...columns,
    owner_id: columns.project_id === null ? viewer.id : null,
    completed_at: columns.status === 'completed' ? now : null,
    created_by: viewer.id,
    created_at: now,
    updated_at: now,
  }
}

/** The task with the columns set, and its owner and time of completion updated to match them. */
function withConsequences(viewer: Viewer, task: ShownRow, columns: Partial<TaskColumns>): ShownRow {
  const next = { ...task, ...columns }
  const isCompleted = next.status === 'completed'
  return {
    ...next,
    owner_id: next.project_id === null ? (task.owner_id ?? viewer.id) : null,
    completed_at: isCompleted ? (task.completed_at ?? clock.now()) : null,
  }
}
