import { forUpdateSkipLocked, idIn } from '../../../platform/database/queries/sql.ts'
import type { Reader, ReminderRow, Tables, Tx } from '../../../tables/tables.ts'

/** The earliest instant at which a reminder must be checked. */
export async function nextCheckAt(db: Reader): Promise<string | null> {
  const reminders = db.selectFrom('reminders').select('next_at').where('next_at', 'is not', null)
  const first = await reminders.orderBy('next_at').limit(1).executeTakeFirst()
  return first?.next_at ?? null
}

/** Locks due reminders that no other transaction has locked, and returns their ids. */
export async function lockDueReminders(tx: Tx, now: string, most: number): Promise<number[]> {
  const due = tx.selectFrom('reminders').select('id').where('next_at', '<=', now).orderBy('next_at').limit(most)
  return (await forUpdateSkipLocked(tx, due).execute()).map(({ id }) => id)
}

/** A reminder with everything that decides whether and when it fires. */
export type ReminderDetails = ReminderRow & {
  title: string
  project: string | null
  due_date: string | null
  status: Tables['tasks']['status']
  archived_at: string | null
  timezone: string
}

/** The reminders whose owners exist and still see the task. */
export function listVisibleReminders(db: Reader, ids: readonly number[]): Promise<ReminderDetails[]> {
  return db
    .selectFrom('reminders')
    .innerJoin('tasks', 'tasks.id', 'reminders.task_id')
    .innerJoin('users', 'users.id', 'reminders.user_id')
    .innerJoin('profiles', 'profiles.user_id', 'reminders.user_id')
    .leftJoin('projects', 'projects.id', 'tasks.project_id')
    .leftJoin('project_members', (join) =>
      join
        .onRef('project_members.project_id', '=', 'tasks.project_id')
        .onRef('project_members.user_id', '=', 'reminders.user_id'),
    )
    .selectAll('reminders')
    .select(['tasks.title', 'tasks.due_date', 'tasks.status', 'profiles.timezone', 'projects.name as project'])
    .select('projects.archived_at')
    .where(({ ref }) => idIn(db, ref('reminders.id'), ids))
    .where('users.deactivated_at', 'is', null)
    .where(({ eb, or, ref }) =>
      or([
        eb('tasks.owner_id', '=', ref('users.id')),
        eb('tasks.shown_to', '=', ref('users.id')),
        eb('project_members.user_id', 'is not', null),
        eb('users.role', '=', 'admin'),
      ]),
    )
    .orderBy('reminders.id')
    .execute()
}

export const setNextCheck = (tx: Tx, id: number, next_at: string) =>
  tx.updateTable('reminders').set({ next_at }).where('id', '=', id).execute()

/** Nothing more is to be done with these reminders until something changes. */
export const clearNextCheck = (tx: Tx, ids: readonly number[]) =>
  tx
    .updateTable('reminders')
    .set({ next_at: null })
    .where(({ ref }) => idIn(tx, ref('id'), ids))
    .execute()

export const setFired = (tx: Tx, ids: readonly number[], at: string) =>
  tx
    .updateTable('reminders')
    .set({ next_at: null, fired_at: at })
    .where(({ ref }) => idIn(tx, ref('id'), ids))
    .execute()
