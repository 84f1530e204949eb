import { clock } from '../../platform/clock.ts'
import { idIn } from '../../platform/database/queries/sql.ts'
import { sendAlong } from '../../platform/database/transaction.ts'
import type { Tx } from '../../tables/tables.ts'

type Which = {
  task?: number
  project?: number
  user?: number
  /** Only those that count from the due date. */
  counted?: boolean
  /** Only those that wait for nothing. */
  resting?: boolean
}

/** Has a worker look at these reminders at once, and lets only what is still to come go off. Travels with the commit. */
export async function rearm(tx: Tx, { task, project, user, counted, resting }: Which): Promise<void> {
  const now = clock.now()
  let query = tx.updateTable('reminders').set({ armed_at: now, next_at: now })
  if (task !== undefined) query = query.where('task_id', '=', task)
  if (user !== undefined) query = query.where('user_id', '=', user)
  if (counted) query = query.where('before', 'is not', null)
  if (resting) query = query.where('next_at', 'is', null)
  if (project !== undefined) {
    const tasks = tx.selectFrom('tasks').select('id').where('project_id', '=', project)
    query = query.where('task_id', 'in', tasks)
  }
  await sendAlong(tx, query.execute())
}

/** Has a worker look at the user's reminders that have not gone off; those whose time is past by now go off. */
export async function lookAgain(tx: Tx, user: number): Promise<void> {
  await tx
    .updateTable('reminders')
    .set({ next_at: clock.now() })
    .where('user_id', '=', user)
    .where('before', 'is not', null)
    .where(({ eb, or, ref }) => or([eb('went_off_at', 'is', null), eb('went_off_at', '<', ref('armed_at'))]))
    .execute()
}

/** Sets the reminder that each of these people wants of every task; those who want none get none. */
export function insertDefaultReminders(tx: Tx, taskId: number, people: readonly number[]) {
  const now = clock.now()
  return tx
    .insertInto('reminders')
    .columns(['task_id', 'user_id', 'before', 'armed_at', 'next_at', 'created_at', 'updated_at'])
    .expression((build) =>
      build
        .selectFrom('profiles')
        .innerJoin('tasks', (join) => join.on('tasks.id', '=', taskId))
        .select(['tasks.id as task_id', 'profiles.user_id', 'profiles.default_reminder'])
        .select(({ val }) => ['armed_at', 'next_at', 'created_at', 'updated_at'].map((name) => val(now).as(name)))
        .where(({ ref }) => idIn(tx, ref('profiles.user_id'), people))
        .where('profiles.default_reminder', 'is not', null),
    )
    .returning(['id', 'user_id', 'before'])
    .execute()
}
