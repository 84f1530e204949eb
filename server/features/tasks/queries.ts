import { type Insertable, type InsertQueryBuilder, type InsertResult, sql, type Updateable } from 'kysely'
import type { Viewer } from '../../access/viewer.ts'
import { type Reach, reachOfOne, visibleTasks } from '../../access/visibility.ts'
import { isMissingValue } from '../../platform/database/faults.ts'
import { changedInBatches, changeInBatches } from '../../platform/database/queries/batches.ts'
import { type ParameterOf, prepared, preparedByShape } from '../../platform/database/queries/prepared.ts'
import { insertingWithWords } from '../../platform/database/queries/search-index.ts'
import { forUpdate } from '../../platform/database/queries/sql.ts'
import { StaleReadError } from '../../platform/database/transaction.ts'
import type { Reader, Tables, TaskRow, Tx } from '../../tables/tables.ts'
import { DERIVED_FROM } from './fields/columns.ts'
import { SHOWN_COLUMNS, type ShownRow } from './fields/present.ts'

/** A task with all the columns that a change of it needs. */
export type TaskForUpdate = ShownRow & Pick<TaskRow, 'has_reminders' | 'outside_assignee'>

export async function findTask(db: Reader, viewer: Viewer, id: number): Promise<TaskForUpdate | undefined> {
  const [task] = await oneTask[reachOfOne(viewer)](db, { viewer: viewer.id, scopes: viewer.scopes, id })
  return task
}

/** The task, locked until the transaction ends. */
export async function findTaskForUpdate(tx: Tx, viewer: Viewer, id: number): Promise<TaskForUpdate | undefined> {
  const [task] = await oneTaskHeld[reachOfOne(viewer)](tx, { viewer: viewer.id, scopes: viewer.scopes, id })
  return task
}

type OneTask = { viewer: number; scopes: readonly number[]; id: number }

const taskById = (reach: Reach) => (db: Reader, asked: ParameterOf<OneTask>) => {
  const sight = { id: asked('viewer'), projectIds: [], scopes: asked('scopes'), isAdmin: reach === 'all' }
  const tasks = visibleTasks(db, sight, reach)
    .select(SHOWN_COLUMNS)
    .select(['tasks.has_reminders', 'tasks.outside_assignee'])
  return tasks.where('tasks.id', '=', asked('id'))
}
const oneTask = { mine: prepared(taskById('mine')), all: prepared(taskById('all')) }

const heldTaskById = (reach: Reach) => (tx: Tx, asked: ParameterOf<OneTask>) =>
  forUpdate(tx, taskById(reach)(tx, asked))
const oneTaskHeld = { mine: prepared(heldTaskById('mine')), all: prepared(heldTaskById('all')) }

export function findTaskByUid(db: Reader, viewer: Viewer, uid: string) {
  const tasks = visibleTasks(db, viewer, reachOfOne(viewer)).select(SHOWN_COLUMNS)
  return tasks.where('tasks.uid', '=', uid).executeTakeFirst()
}

export type NewTaskRow = Omit<ShownRow, 'id' | 'version'> & Pick<TaskRow, 'title_key' | 'outside_assignee'>

/** The id of the new task, or undefined if a task has this uid already. `terms` are its search terms. */
export const insertTask = insertingWithWords('tasks', (tx: Tx, task: ParameterOf<NewTaskRow>) => {
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
] as const satisfies (keyof NewTaskRow)[]

const NEW_TASK_COLUMNS = ['uid', ...WRITTEN_COLUMNS, 'created_by', 'created_at'] as const satisfies (keyof NewTaskRow)[]
const SETTABLE_COLUMNS = [...WRITTEN_COLUMNS, 'search_terms'] as const

export type ChangedTask = ShownRow & Partial<Pick<TaskRow, 'title_key' | 'search_terms' | 'outside_assignee'>>

/**
 * Writes the columns in which `after` differs from `before`, and no others: SQLite rewrites the index entries of every
 * column that is set, even to its current value. Throws `StaleReadError` if the task no longer equals `before`.
 */
export async function setTask(tx: Tx, before: TaskForUpdate, after: ChangedTask): Promise<void> {
  const differs = (column: SettableColumn) =>
    after[column] !== undefined && after[column] !== (before as ChangedTask)[column]
  const { id, version, has_reminders } = before
  const outside = before.outside_assignee ?? 0
  try {
    await changedTask(tx, SETTABLE_COLUMNS.filter(differs), { ...after, id, version, has_reminders, outside })
  } catch (reason) {
    throw isMissingValue(reason) ? new StaleReadError(reason) : reason
  }
}

type SettableColumn = (typeof SETTABLE_COLUMNS)[number]
type Change = ChangedTask & Pick<TaskForUpdate, 'id' | 'version' | 'has_reminders'> & { outside: number }

const changedTask = preparedByShape((tx: Tx, task: ParameterOf<Change>, columns: SettableColumn[]) => {
  const values = Object.fromEntries(columns.map((column) => [column, task(column)]))
  const isAsBefore = sql`version = ${task('version')} and has_reminders = ${task('has_reminders')}
    and coalesce(outside_assignee, 0) = ${task('outside')}`
  // `version` must not be null: a stale write fails, along with the statements that are pipelined with it.
  const version = sql<number>`case when ${isAsBefore} then version + 1 end`
  return tx
    .updateTable('tasks')
    .set({ ...(values as Updateable<Tables['tasks']>), version })
    .where('id', '=', task('id'))
})

export function markReminded(tx: Tx, id: number) {
  return tx.updateTable('tasks').set({ has_reminders: 1 }).where('id', '=', id).execute()
}

export function deleteTaskRow(tx: Tx, id: number) {
  return tx.deleteFrom('tasks').where('id', '=', id).execute()
}

/**
 * Clears a reference in all tasks except an assignee's private ones, which are deleted with them. Yields the tasks that
 * had it, in batches.
 */
export function clearReference(
  tx: Tx,
  column: 'category_id' | 'assigned_to' | 'created_by',
  id: number,
  at: string,
  projectId?: number,
) {
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
export function setAssigneeIsMember(tx: Tx, id: number, search_terms: string) {
  return tx.updateTable('tasks').set({ outside_assignee: null, search_terms }).where('id', '=', id).execute()
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
