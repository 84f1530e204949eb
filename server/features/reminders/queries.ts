import { type ExpressionBuilder, type Insertable, sql, type Updateable } from 'kysely'
import type { IdPage } from '../../access/row-actions.ts'
import type { Viewer } from '../../access/viewer.ts'
import { reachOfOne, visibleTasks } from '../../access/visibility.ts'
import { countUpTo, type Slice, sliced } from '../../platform/database/queries/paging.ts'
import { forUpdate } from '../../platform/database/queries/sql.ts'
import type { Period } from '../../platform/http/requests/dates.ts'
import type { Reader, ReminderRow, Tables, Tx } from '../../tables/tables.ts'
import type { TaskTime } from './rules.ts'

/**
 * The columns from which the time of a reminder is computed. The project is read with its task; only the task is
 * locked.
 */
export const taskTime = ({ ref, selectFrom }: ExpressionBuilder<Tables, 'tasks'>) =>
  [
    ref('tasks.due_date').as('due_date'),
    ref('tasks.status').as('status'),
    ref('tasks.project_id').as('project_id'),
    selectFrom('projects')
      .select('projects.archived_at')
      .whereRef('projects.id', '=', 'tasks.project_id')
      .as('archived_at'),
  ] as const

/** A reminder with the columns from which its time is computed. */
export type TimedReminder = ReminderRow & TaskTime & { project_id: number | null }

const visibleTask = (db: Reader, viewer: Viewer, taskId: number) =>
  visibleTasks(db, viewer, reachOfOne(viewer)).where('tasks.id', '=', taskId)

/** The viewer's own reminders of a task, oldest first; undefined if they cannot see the task. */
export async function listReminders(db: Reader, viewer: Viewer, taskId: number): Promise<TimedReminder[] | undefined> {
  const rows = await visibleTask(db, viewer, taskId)
    .leftJoin('reminders', (join) =>
      join.onRef('reminders.task_id', '=', 'tasks.id').on('reminders.user_id', '=', viewer.id),
    )
    .selectAll('reminders')
    .select(taskTime)
    .orderBy('reminders.id')
    .execute()
  if (rows.length === 0) return undefined
  return rows.filter((row) => row.id !== null) as TimedReminder[]
}

const ownReminder = (db: Reader, viewer: Viewer, taskId: number, id: number) =>
  visibleTask(db, viewer, taskId)
    .innerJoin('reminders', 'reminders.task_id', 'tasks.id')
    .selectAll('reminders')
    .select(taskTime)
    .where('reminders.user_id', '=', viewer.id)
    .where('reminders.id', '=', id)

export const findReminder = (db: Reader, viewer: Viewer, taskId: number, id: number) =>
  ownReminder(db, viewer, taskId, id).executeTakeFirst()

/** The reminder, locked together with its task until the transaction ends. */
export const findReminderForUpdate = (tx: Tx, viewer: Viewer, taskId: number, id: number) =>
  forUpdate(tx, ownReminder(tx, viewer, taskId, id)).executeTakeFirst()

/**
 * The columns from which the times of a task's reminders are computed. The task is locked, so that changes of its due
 * date and of its reminders run one after the other.
 */
export const findTaskTime = (tx: Tx, viewer: Viewer, taskId: number) =>
  forUpdate(tx, visibleTask(tx, viewer, taskId).select(taskTime)).executeTakeFirst()

export type ReminderFilter = {
  userId?: number | undefined
  taskId?: number | undefined
  hasFired?: boolean | undefined
  created: Period
}

/**
 * The reminders of all users, with the columns from which their times are computed and the time zones of their owners.
 */
const allReminders = (db: Reader) =>
  db
    .selectFrom('reminders')
    .innerJoin('tasks', 'tasks.id', 'reminders.task_id')
    .innerJoin('profiles', 'profiles.user_id', 'reminders.user_id')
    .selectAll('reminders')
    .select(taskTime)
    .select('profiles.timezone')

export const listAllReminders = (db: Reader, filter: ReminderFilter, slice: Slice) =>
  sliced(allReminders(db).where(matches(filter)), slice).execute()

export const countAllReminders = (db: Reader, filter: ReminderFilter, limit: number) =>
  countUpTo(db, db.selectFrom('reminders').where(matches(filter)), limit)

/** The ids of reminders that match, ascending. */
export async function listAllReminderIds(db: Reader, filter: ReminderFilter, { after, limit }: IdPage) {
  const matching = db.selectFrom('reminders').select('id').where(matches(filter)).where('id', '>', after)
  return (await matching.orderBy('id').limit(limit).execute()).map(({ id }) => id)
}

export const findAnyReminder = (db: Reader, id: number) =>
  allReminders(db).where('reminders.id', '=', id).executeTakeFirst()

export const findAnyReminderForUpdate = (tx: Tx, id: number) =>
  forUpdate(tx, tx.selectFrom('reminders').selectAll().where('id', '=', id)).executeTakeFirst()

const matches =
  ({ userId, taskId, hasFired, created }: ReminderFilter) =>
  ({ eb, and }: ExpressionBuilder<Tables, 'reminders'>) =>
    and([
      ...(userId === undefined ? [] : [eb('reminders.user_id', '=', userId)]),
      ...(taskId === undefined ? [] : [eb('reminders.task_id', '=', taskId)]),
      ...(hasFired === undefined ? [] : [eb('reminders.fired_at', hasFired ? 'is not' : 'is', null)]),
      ...(created.after ? [eb('reminders.created_at', '>=', created.after)] : []),
      ...(created.before ? [eb('reminders.created_at', '<', created.before)] : []),
    ])

export const findReminderByUid = (tx: Tx, uid: string) =>
  tx.selectFrom('reminders').selectAll().where('uid', '=', uid).executeTakeFirst()

/** The new reminder, or undefined if the user already has `most` reminders of this task. */
export async function insertReminder(
  tx: Tx,
  { task_id, user_id, ...row }: Insertable<Tables['reminders']>,
  most: number,
): Promise<ReminderRow | undefined> {
  const own = tx.selectFrom('reminders').where('task_id', '=', task_id).where('user_id', '=', user_id)
  const columns = { task_id, user_id, ...row }
  const values = Object.entries(columns).map(([name, value]) => sql.val(value).as(name))
  const count = own.select(({ fn }) => fn.countAll<number>().as('count'))
  return tx
    .insertInto('reminders')
    .columns(Object.keys(columns) as (keyof typeof columns)[])
    .expression(tx.selectNoFrom(values).where(count, '<', most))
    .returningAll()
    .executeTakeFirst()
}

export function setReminder(tx: Tx, id: number, reminder: Updateable<Tables['reminders']>): Promise<ReminderRow> {
  return tx
    .updateTable('reminders')
    .set(reminder)
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export const deleteReminderRow = (tx: Tx, id: number) => tx.deleteFrom('reminders').where('id', '=', id).execute()
