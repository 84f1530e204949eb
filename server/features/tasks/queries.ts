import type { Insertable, Updateable } from 'kysely'
import type { Viewer } from '../../access/viewer.ts'
import { reachOfOne, visibleTasks } from '../../access/visible.ts'
import { locked } from '../../platform/database/sql.ts'
import type { Reader, Tables, Tx } from '../../tables/tables.ts'
import { SHOWN_COLUMNS } from './fields/present.ts'

export function findTask(db: Reader, viewer: Viewer, id: number) {
  const tasks = visibleTasks(db, viewer, reachOfOne(viewer)).select(SHOWN_COLUMNS)
  return tasks.where('tasks.id', '=', id).executeTakeFirst()
}

/** The task, held until the transaction ends. */
export function findTaskToChange(tx: Tx, viewer: Viewer, id: number) {
  const tasks = visibleTasks(tx, viewer, reachOfOne(viewer)).select(SHOWN_COLUMNS)
  return locked(tx, tasks.where('tasks.id', '=', id)).executeTakeFirst()
}

export function findTaskByUid(db: Reader, viewer: Viewer, uid: string) {
  const tasks = visibleTasks(db, viewer, reachOfOne(viewer)).select(SHOWN_COLUMNS)
  return tasks.where('tasks.uid', '=', uid).executeTakeFirst()
}

/** The new task, or undefined when one has this uid already. */
export function insertTask(tx: Tx, task: Insertable<Tables['tasks']>) {
  const insert = tx.insertInto('tasks').values(task)
  return insert
    .onConflict((conflict) => conflict.column('uid').doNothing())
    .returning(SHOWN_COLUMNS)
    .executeTakeFirst()
}

export function setTask(tx: Tx, id: number, task: Updateable<Tables['tasks']>) {
  return tx
    .updateTable('tasks')
    .set(task)
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returning(SHOWN_COLUMNS)
    .executeTakeFirstOrThrow()
}

export function deleteTaskRow(tx: Tx, id: number) {
  return tx.deleteFrom('tasks').where('id', '=', id).execute()
}

/** Clears one reference wherever it stands; returns the tasks that had it. */
export function clearReference(
  tx: Tx,
  column: 'category_id' | 'assigned_to' | 'created_by',
  id: number,
  at: string,
  projectId?: number,
) {
  return tx
    .updateTable('tasks')
    .set({ [column]: null, updated_at: at })
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where(column, '=', id)
    .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId as number))
    .returning(['id', 'project_id'])
    .execute()
}

/** A user's private tasks that somebody else was given. */
export function listPrivateTasksOfOthersConcern(tx: Tx, ownerId: number) {
  return tx
    .selectFrom('tasks')
    .select(['id', 'title'])
    .where('owner_id', '=', ownerId)
    .where('assigned_to', 'is not', null)
    .where('assigned_to', '!=', ownerId)
    .execute()
}
