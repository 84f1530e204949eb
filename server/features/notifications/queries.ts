import { visibilityOf, visibleTasks } from '../../access/visibility.ts'
import type { Reader } from '../../tables/tables.ts'

const MAILED_COLUMNS = ['tasks.title', 'projects.name as project', 'tasks.due_date'] as const

/** A task as emails show it, with the columns that decide whether to send them. */
export function findMailedTask(db: Reader, id: number) {
  return db
    .selectFrom('tasks')
    .leftJoin('projects', 'projects.id', 'tasks.project_id')
    .select(MAILED_COLUMNS)
    .select(['tasks.status', 'tasks.completed_at', 'tasks.assigned_to', 'tasks.created_by'])
    .where('tasks.id', '=', id)
    .executeTakeFirst()
}

/** Whether a user may see a task now; they need not be logged in. */
export async function maySeeTask(db: Reader, userId: number, taskId: number): Promise<boolean> {
  const task = visibleTasks(db, await visibilityOf(db, userId), 'mine')
    .select('tasks.id')
    .where('tasks.id', '=', taskId)
  return (await task.executeTakeFirst()) !== undefined
}

/** The display name of a user. */
export async function findName(db: Reader, userId: number | null): Promise<string> {
  const profile =
    userId === null
      ? undefined
      : await db.selectFrom('profiles').select('display_name').where('user_id', '=', userId).executeTakeFirst()
  return profile?.display_name || 'Somebody'
}

/** Whether a task was assigned again, or unassigned, after an event. */
export async function wasReassigned(db: Reader, taskId: number, eventId: number): Promise<boolean> {
  const later = db
    .selectFrom('events')
    .select('id')
    .where('subject_type', '=', 'task')
    .where('subject_id', '=', taskId)
    .where('type', '=', 'task.assigned')
    .where('id', '>', eventId)
    .limit(1)
  return (await later.executeTakeFirst()) !== undefined
}

/** The first change of a user's address after an event. */
export async function findNextAddressChange(
  db: Reader,
  userId: number,
  eventId: number,
): Promise<{ from: string | null } | undefined> {
  const later = await db
    .selectFrom('events')
    .select('changes')
    .where('subject_type', '=', 'user')
    .where('subject_id', '=', userId)
    .where('type', '=', 'user.updated')
    .where('id', '>', eventId)
    .orderBy('id')
    .execute()
  return later.find(({ changes }) => changes.email)?.changes.email as { from: string | null } | undefined
}
