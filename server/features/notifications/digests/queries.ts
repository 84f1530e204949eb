import { sql } from 'kysely'
import { forUpdate } from '../../../platform/database/queries/sql.ts'
import { userScope } from '../../../tables/scope.ts'
import type { Reader, Tx } from '../../../tables/tables.ts'

/** The settings that determine when a user's digest is sent. */
export function findDigestPreferences(db: Reader, userId: number) {
  return db
    .selectFrom('profiles')
    .select(['timezone', 'notifications'])
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
}

export function setNextDigest(tx: Tx, userId: number, nextAt: string) {
  return tx
    .insertInto('digests')
    .values({ user_id: userId, next_at: nextAt })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ next_at: nextAt }))
    .execute()
}

/** Locks the digests that are due until the transaction ends, and returns them with their users. */
export function listDueDigests(tx: Tx, now: string, limit: number) {
  const due = tx.selectFrom('digests').selectAll().where('next_at', '<=', now).orderBy('next_at').limit(limit)
  return forUpdate(tx, due).execute()
}

export function listDigestsAfter(tx: Tx, instant: string, limit: number) {
  return tx.selectFrom('digests').select('user_id').where('next_at', '>', instant).limit(limit).execute()
}

export async function countDigestsAfter(db: Reader, instant: string): Promise<number> {
  const counting = db.selectFrom('digests').select(({ fn }) => fn.countAll<number>().as('count'))
  return (await counting.where('next_at', '>', instant).executeTakeFirstOrThrow()).count
}

/** The open, overdue tasks that a user is responsible for: assigned to them or private to them. */
export async function listOverdueTasks(
  db: Reader,
  userId: number,
  { now, today }: { now: string; today: string },
  limit: number,
) {
  const overdue = db
    .selectFrom('tasks')
    .leftJoin('projects', 'projects.id', 'tasks.project_id')
    .select(['tasks.id', 'tasks.title', 'projects.name as project', 'tasks.due_date'])
    .where('tasks.status', 'in', ['pending', 'in_progress'])
    .where('projects.archived_at', 'is', null)
    .where('tasks.due_date', '<', now)
    .where(sql<boolean>`(length(tasks.due_date) > 10 or tasks.due_date < ${today})`)
    .orderBy('tasks.due_date')
    .limit(limit)
  // One query after the other, each from its own index.
  const assigned = await overdue.where('tasks.assigned_to', '=', userId).execute()
  const own = await overdue
    .where('tasks.scope', '=', userScope(userId))
    .where('tasks.assigned_to', 'is', null)
    .execute()
  return [...assigned, ...own]
    .sort((one, other) => ((one.due_date ?? '') < (other.due_date ?? '') ? -1 : 1))
    .slice(0, limit)
}
