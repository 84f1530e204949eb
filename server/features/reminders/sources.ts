import type { Viewer } from '../../access/viewer.ts'
import { visibleTasks } from '../../access/visibility.ts'
import { idIn } from '../../platform/database/queries/sql.ts'
import type { Db } from '../../tables/tables.ts'
import { presentReminder } from './present.ts'
import { taskTime } from './queries.ts'
import type { Reminder } from './schema.ts'

/** The viewer's own reminders of tasks that they can see, for features that show them beside other resources. */
export const reminderSource = {
  async find(db: Db, viewer: Viewer, ids: readonly number[]): Promise<Reminder[]> {
    const rows = await own(db, viewer)
      .where(({ ref }) => idIn(db, ref('reminders.id'), ids))
      .execute()
    return rows.map((row) => presentReminder(row, viewer.timezone))
  },

  async page(db: Db, viewer: Viewer, after: number, limit: number): Promise<Reminder[]> {
    const rows = await own(db, viewer).where('reminders.id', '>', after).limit(limit).execute()
    return rows.map((row) => presentReminder(row, viewer.timezone))
  },

  /** Reminders move with the due date of their task. Includes those of tasks that the viewer no longer sees. */
  async listOfTasks(db: Db, viewer: Viewer, tasks: readonly number[]): Promise<number[]> {
    const reminders = db.selectFrom('reminders').select('id').where('user_id', '=', viewer.id)
    return (await reminders.where('task_id', 'in', tasks).execute()).map(({ id }) => id)
  },
}

const own = (db: Db, viewer: Viewer) =>
  visibleTasks(db, viewer, 'mine')
    .innerJoin('reminders', 'reminders.task_id', 'tasks.id')
    .selectAll('reminders')
    .select(taskTime)
    .where('reminders.user_id', '=', viewer.id)
    .orderBy('reminders.id')
