import { randomUUIDv7 } from 'node:crypto'
import { requireMayDisposeOfTask, requireMayEditTask, requireNotArchived } from '../../access/rights.ts'
import type { Viewer } from '../../access/viewer.ts'
import type { Changes, ChangesOf } from '../../events/catalog.ts'
import { changesBetween, changesFromNothing } from '../../events/changes.ts'
import { type NewEvent, recordEvent } from '../../events/record-event.ts'
import { clock } from '../../platform/clock.ts'
import { writePipelined } from '../../platform/database/transaction.ts'
import { type ExpectedVersion, requireVersion } from '../../platform/http/responses/etag.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import { canonicalUid } from '../../platform/uid.ts'
import type { TaskStatus, Tx } from '../../tables/tables.ts'
import { audienceOf } from './fields/audience.ts'
import { unlessGone } from './fields/category-homes.ts'
import { columnsFrom, DEFAULTS, derivedChanges, derivedColumns, placeAt, type TaskColumns } from './fields/columns.ts'
import { presentTask, type ShownRow } from './fields/present.ts'
import { requireValidReferences } from './fields/references.ts'
import * as queries from './queries.ts'
import type { TaskInput } from './schema.ts'

type NewTaskInput = TaskInput & { uid?: string | undefined }
export type Created = { task: ShownRow | Promise<ShownRow>; isNew: boolean }

/**
 * Creates a task; its row may be written only with the commit. `isNew` is false if its uid is that of a task that the
 * viewer created before.
 */
export async function createTask(tx: Tx, viewer: Viewer, input: NewTaskInput): Promise<Created> {
  const now = clock.now()
  const columns = { ...DEFAULTS, title: '', ...placeAt(), ...columnsFrom(input) }
  const home = { owner_id: columns.project_id === null ? viewer.id : null }
  const references = requireValidReferences(tx, viewer, { ...columns, ...home })
  // Whether an assignee is a member of the project determines what is written.
  const outside_assignee = columns.assigned_to === null || columns.project_id === null ? null : await references
  const uid = input.uid === undefined ? randomUUIDv7() : canonicalUid(input.uid)
  const completed_at = columns.status === 'completed' ? now : null
  const shown = { uid, ...columns, ...home, completed_at, created_by: viewer.id, created_at: now, updated_at: now }
  const row = { ...shown, outside_assignee }
  const { search_terms, ...derived } = derivedColumns(row)
  // Pipelined: if a reference is refused, the transaction is rolled back, and any other error of the insert is ignored.
  const inserting = queries.insertTask(tx, { ...row, ...derived }, search_terms)
  const inserted = unlessGone(tx, shown.category_id, inserting)
  inserted.catch(() => {})
  await references
  await writePipelined(tx, inserted)
  if (input.uid && (await inserted) === undefined) return { task: await earlierTask(tx, viewer, uid), isNew: false }

  // A uid generated here is unique. Nothing needs to wait for the insert, and all statements are sent at once.
  const id = inserted as Promise<number>
  const task = id.then((id) => ({ id, ...shown, version: 1 }))
  task.catch(() => {})
  const about = { actor: viewer.id, project: shown.project_id, audience: audienceOf(row) }
  const changes = changesFromNothing(eventFields(shown))
  await recordEvent(tx, 'task.created', { ...about, subject: { uid, id }, changes, knownOfActor: viewer })
  if (completed_at) {
    await recordEvent(tx, 'task.completed', { ...about, subject: await id, changes: completion('pending', shown) })
  }
  return { task, isNew: true }
}

/**
 * The task to change and the version that the client expects; `known` is the task as it was read before the
 * transaction.
 */
export type Target = { id: number; expected: ExpectedVersion; known?: queries.TaskForUpdate | undefined }

/** Changes the fields in the input, and no others. */
export async function updateTask(tx: Tx, viewer: Viewer, target: Target, input: TaskInput): Promise<ShownRow> {
  return changeTask(tx, viewer, target, (task) => columnsFrom(input, task))
}

/** Sets every writable field. Fields that the input leaves out get their defaults, except the position, which stays. */
export async function replaceTask(tx: Tx, viewer: Viewer, target: Target, input: TaskInput): Promise<ShownRow> {
  return changeTask(tx, viewer, target, (task) => ({ ...DEFAULTS, ...columnsFrom(input, task) }))
}

/** Marks a task completed. A completed task does not change. */
export async function completeTask(tx: Tx, viewer: Viewer, target: Target): Promise<ShownRow> {
  return changeTask(tx, viewer, target, () => ({ status: 'completed' }))
}

/** Sets a completed or cancelled task to pending. */
export async function reopenTask(tx: Tx, viewer: Viewer, target: Target): Promise<ShownRow> {
  const isClosed = (status: TaskStatus) => status === 'completed' || status === 'cancelled'
  return changeTask(tx, viewer, target, ({ status }) => (isClosed(status) ? { status: 'pending' } : {}))
}

/** Moves a task to a project. Its category is cleared, because it belongs to the former project or owner. */
export async function changeProject(tx: Tx, viewer: Viewer, target: Target, project: number): Promise<ShownRow> {
  return changeTask(tx, viewer, target, ({ project_id }) =>
    project_id === project ? {} : { project_id: project, category_id: null },
  )
}

export async function deleteTask(tx: Tx, viewer: Viewer, { id, expected }: Target): Promise<void> {
  const task = await queries.findTaskForUpdate(tx, viewer, id)
  if (!task) throw taskNotFound()
  requireMayDisposeOfTask(viewer, task)
  requireVersion(task.version, expected)
  await requireNotArchived(tx, viewer, task.project_id)
  const changes = { title: { from: task.title, to: null } }
  const about = { actor: viewer.id, subject: id, project: task.project_id, audience: audienceOf(task) }
  await recordEvent(tx, 'task.deleted', { ...about, changes })
  await queries.deleteTaskRow(tx, id)
}

export const taskNotFound = () => new Problem('not_found', 'task.not_found', 'The task does not exist.')

async function earlierTask(tx: Tx, viewer: Viewer, uid: string): Promise<ShownRow> {
  const task = await queries.findTaskByUid(tx, viewer, uid)
  if (task?.created_by === viewer.id) return task
  throw fieldProblem('conflict', 'task.uid_taken', '/uid', 'This uid is already in use. Choose another one.')
}

async function changeTask(
  tx: Tx,
  viewer: Viewer,
  { id, expected, known }: Target,
  decide: (task: ShownRow) => Partial<TaskColumns>,
): Promise<ShownRow> {
  const task = known ?? (await queries.findTaskForUpdate(tx, viewer, id))
  if (!task) throw taskNotFound()
  requireMayEditTask(viewer, task)
  requireVersion(task.version, expected)

  const next = settled(viewer, task, decide(task))
  const changes = changesBetween(eventFields(task), eventFields(next))
  if (!changes) return task
  if (changes.project) requireMayDisposeOfTask(viewer, task)
  await requireNotArchived(tx, viewer, task.project_id)
  const outside_assignee = await requireValidReferences(tx, viewer, next, task)

  const changed = { ...next, outside_assignee, version: task.version + 1, updated_at: clock.now() }
  const written = queries.setTask(tx, task, { ...changed, ...derivedChanges(changed, task) })
  await writePipelined(tx, unlessGone(tx, next.category_id, written))
  const about = { knownOfTask: { hasReminders: task.has_reminders > 0 }, mayBeGone: known !== undefined }
  await recordChanges(tx, viewer, task, changed, changes, about)
  return changed
}

/** The task with the columns set, and its owner and time of completion updated to match them. */
function settled(viewer: Viewer, task: ShownRow, columns: Partial<TaskColumns>): ShownRow {
  const next = { ...task, ...columns }
  const isCompleted = next.status === 'completed'
  return {
    ...next,
    owner_id: next.project_id === null ? (task.owner_id ?? viewer.id) : null,
    completed_at: isCompleted ? (task.completed_at ?? clock.now()) : null,
  }
}

/**
 * Records one event for each meaning: completed or reopened, assigned, and any other change. Users who can no longer
 * see the task get only the event that hid it; users who can see it from now on do not get its previous state.
 */
async function recordChanges(
  tx: Tx,
  viewer: Viewer,
  before: KnownTask,
  after: KnownTask,
  changes: Changes,
  known: Pick<NewEvent, 'knownOfTask' | 'mayBeGone'>,
): Promise<void> {
  const audience = audienceOf(after)
  const former_audience = audienceOf(before).filter((scope) => !audience.includes(scope))
  const withThoseBefore = { audience: [...audience, ...former_audience], former_audience }
  const new_audience = audience.filter((scope) => !audienceOf(before).includes(scope))
  const about = { actor: viewer.id, subject: after.id, project: after.project_id, audience, new_audience, ...known }
  const { assigned_to, status, completed_at, ...others } = changes
  const crossed = before.status === 'completed' || after.status === 'completed'
  if (status && !crossed) others.status = status
  if (Object.keys(others).length > 0) {
    const event = { ...about, ...(others.project && withThoseBefore) }
    await recordEvent(tx, 'task.updated', { ...event, changes: others as ChangesOf<'task.updated'> })
  }
  if (assigned_to) {
    const event = { ...about, ...(!others.project && withThoseBefore) }
    await recordEvent(tx, 'task.assigned', { ...event, changes: { assigned_to } })
  }
  if (status && crossed) {
    const type = after.status === 'completed' ? 'task.completed' : 'task.reopened'
    await recordEvent(tx, type, { ...about, changes: { status, ...(completed_at && { completed_at }) } })
  }
}

type KnownTask = Omit<queries.TaskForUpdate, 'has_reminders'>
type WithoutId = Omit<ShownRow, 'id' | 'version'>

const completion = (from: TaskStatus, { status, completed_at }: WithoutId) => ({
  status: { from, to: status },
  completed_at: { from: null, to: completed_at },
})

/** The fields of a task that events carry, in the format of the API. */
export function eventFields(row: WithoutId) {
  const { id, uid, completed, created_by, version, created_at, updated_at, ...fields } = presentTask({
    id: 0,
    version: 0,
    ...row,
  })
  return fields
}
