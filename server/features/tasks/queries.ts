import type { Insertable, InsertQueryBuilder, InsertResult, Updateable } from 'kysely'
import type { Viewer } from '../../access/viewer.ts'
import { type Reach, reachOfOne, visibleTasks } from '../../access/visibility.ts'
import { changedInBatches, changeInBatches } from '../../platform/database/queries/batches.ts'
import { type ParameterOf, prepared, preparedWrite } from '../../platform/database/queries/prepared.ts'
import { insertingWithWords } from '../../platform/database/queries/search-index.ts'
import { forUpdate, idIn } from '../../platform/database/queries/sql.ts'
import type { Scope } from '../../tables/scope.ts'
import type { Reader, Tables, TaskRow, Tx } from '../../tables/tables.ts'
import { DERIVED_FROM, derivedChanges, derivedColumns } from './fields/columns.ts'
import { SHOWN_COLUMNS, type ShownRow } from './fields/present.ts'

/** A task with all the columns that a change of it needs. */
export type TaskForUpdate = ShownRow & Pick<TaskRow, 'outside_assignee'>

export async function findTask(db: Reader, viewer: Viewer, id: number): Promise<TaskForUpdate | undefined> {
  const [task] = await oneTask[reachOfOne(viewer)](db, { viewer: viewer.id, scopes: viewer.scopes, id })
  return task
}

/** The task, locked until the transaction ends. */
export async function findTaskForUpdate(tx: Tx, viewer: Viewer, id: number): Promise<TaskForUpdate | undefined> {
  const [task] = await oneTaskLocked[reachOfOne(viewer)](tx, { viewer: viewer.id, scopes: viewer.scopes, id })
  return task
}

type OneTask = { viewer: number; scopes: readonly Scope[]; id: number }

const taskById = (reach: Reach) => (db: Reader, parameter: ParameterOf<OneTask>) => {
  const viewer = { id: parameter('viewer'), projectIds: [], scopes: parameter('scopes'), isAdmin: reach === 'all' }
  const tasks = visibleTasks(db, viewer, reach).select(SHOWN_COLUMNS).select('tasks.outside_assignee')
  return tasks.where('tasks.id', '=', parameter('id'))
}
const oneTask = { mine: prepared(taskById('mine')), all: prepared(taskById('all')) }

const lockedTaskById = (reach: Reach) => (tx: Tx, parameter: ParameterOf<OneTask>) =>
  forUpdate(tx, taskById(reach)(tx, parameter))
const oneTaskLocked = { mine: prepared(lockedTaskById('mine')), all: prepared(lockedTaskById('all')) }

export function findTaskByUid(db: Reader, viewer: Viewer, uid: string) {
  const tasks = visibleTasks(db, viewer, reachOfOne(viewer)).select(SHOWN_COLUMNS)
  return tasks.where('tasks.uid', '=', uid).executeTakeFirst()
}

/** Those of these ids that belong to tasks, visible or not. */
export async function listExistingTasks(db: Reader, ids: readonly number[]): Promise<number[]> {
  const tasks = db
    .selectFrom('tasks')
    .select('id')
    .where(({ ref }) => idIn(db, ref('id'), ids))
  return (await tasks.execute()).map(({ id }) => id)
}

type NewTaskRow = Omit<TaskForUpdate, 'id' | 'version'>

/** Inserts a task unless one has its uid already; resolves to its id, or undefined. */
export function insertTask(tx: Tx, task: NewTaskRow): Promise<number | undefined> {
  const { title_key, search_terms } = derivedColumns(task)
  return insertRow(tx, { ...task, title_key }, search_terms)
}

type Insert = NewTaskRow & Pick<TaskRow, 'title_key'>

const insertRow = insertingWithWords('tasks', (tx: Tx, task: ParameterOf<Insert>) => {
  const values = Object.fromEntries(NEW_TASK_COLUMNS.map((column) => [column, task(column)]))
  return tx
    .insertInto('tasks')
    .values(values as Insertable<Tables['tasks']>)
    .onConflict((conflict) => conflict.column('uid').doNothing()) as InsertQueryBuilder<never, never, InsertResult>
})

const WRITTEN_COLUMNS = [
  ...DERIVED_FROM,
  'title_key',
  'category_id',
  'status',
  'priority',
  'due_date',
  'start_date',
  'completed_at',
  'position',
  'rank',
  'updated_at',
] as const satisfies (keyof Insert)[]

const NEW_TASK_COLUMNS = ['uid', ...WRITTEN_COLUMNS, 'created_by', 'created_at'] as const satisfies (keyof Insert)[]
const SETTABLE_COLUMNS = [...WRITTEN_COLUMNS, 'version', 'search_terms'] as const

/**
 * Writes the columns in which `after` differs from `before`, and no others: SQLite rewrites the index entries of every
 * column that is set, even to its current value.
 */
export async function setTask(tx: Tx, before: TaskForUpdate, after: TaskForUpdate): Promise<void> {
  const row: Change = { ...after, ...derivedChanges(after, before) }
  const differs = (column: SettableColumn) => row[column] !== undefined && row[column] !== (before as Change)[column]
  await updateRow(tx, SETTABLE_COLUMNS.filter(differs), row)
}

type SettableColumn = (typeof SETTABLE_COLUMNS)[number]
type Change = TaskForUpdate & Partial<Pick<TaskRow, 'title_key' | 'search_terms'>>

const updateRow = preparedWrite((tx: Tx, task: ParameterOf<Change>, columns: SettableColumn[]) => {
  const values = Object.fromEntries(columns.map((column) => [column, task(column)]))
  return tx
    .updateTable('tasks')
    .set(values as Updateable<Tables['tasks']>)
    .where('id', '=', task('id'))
})

export function deleteTaskRow(tx: Tx, id: number) {
  return tx.deleteFrom('tasks').where('id', '=', id).execute()
}

/** What the tasks refer to; with a project, only those of the project. */
type Reference = { column: 'category_id' | 'assigned_to' | 'created_by'; id: number; projectId?: number | undefined }

/**
 * Clears a reference in all tasks except an assignee's private ones, which are deleted with them. Yields the tasks that
 * had it, in batches.
 */
export function clearReference(tx: Tx, { column, id, projectId }: Reference, at: string) {
  const having = tx
    .selectFrom('tasks')
    .select('id')
    .where(column, '=', id)
    .$if(column === 'assigned_to', (query) =>
      query.where(({ eb, or }) => or([eb('shown_to', '=', id), eb('owner_id', 'is', null)])),
    )
    .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId as number))
  const clearing = tx
    .updateTable('tasks')
    .set({ [column]: null, updated_at: at, ...(column === 'assigned_to' && { outside_assignee: null }) })
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .returning(['id', 'project_id', 'owner_id', 'assigned_to', 'outside_assignee'])
  return changedInBatches((limit) => clearing.where('id', 'in', having.limit(limit)).execute())
}

/**
 * Deletes the tasks of a project, or the private ones of an owner. The cascade of the database would do it in one
 * statement.
 */
export function deleteTasksOf(tx: Tx, home: 'project_id' | 'owner_id', id: number): Promise<void> {
  const those = tx.selectFrom('tasks').select('id').where(home, '=', id)
  return changeInBatches((limit) =>
    tx.deleteFrom('tasks').where('id', 'in', those.limit(limit)).returning('id').execute(),
  )
}

/** The tasks of a project whose assignee is not a member; for one user, or for all. */
export function listTasksAssignedToNonMembers(tx: Tx, projectId: number, userId?: number) {
  return tx
    .selectFrom('tasks')
    .select(['id', 'title', 'description', 'project_id', 'owner_id', 'assigned_to', 'outside_assignee'])
    .where('project_id', '=', projectId)
    .where('outside_assignee', 'is not', null)
    .$if(userId !== undefined, (query) => query.where('outside_assignee', '=', userId as number))
    .orderBy('id')
    .execute()
}

/** Records that the assignee is a member from now on; `search_terms` index the words for the members only. */
export function setAssigneeIsMember(tx: Tx, id: number, user: number, search_terms: string) {
  const task = tx.updateTable('tasks').set({ outside_assignee: null, search_terms }).where('id', '=', id)
  // Another transaction may have assigned it to somebody else since it was read.
  return task.where('outside_assignee', '=', user).execute()
}

export async function isMember(tx: Tx, projectId: number, userId: number): Promise<boolean> {
  const member = tx.selectFrom('project_members').select('user_id').where('project_id', '=', projectId)
  return (await member.where('user_id', '=', userId).executeTakeFirst()) !== undefined
}

/** A user's private tasks that are assigned to somebody else. */
export function listPrivateTasksAssignedToOthers(tx: Tx, ownerId: number) {
  return tx
    .selectFrom('tasks')
    .select(['id', 'title', 'project_id', 'owner_id', 'assigned_to', 'outside_assignee'])
    .where('owner_id', '=', ownerId)
    .where('assigned_to', 'is not', null)
    .where('assigned_to', '!=', ownerId)
    .execute()
}
