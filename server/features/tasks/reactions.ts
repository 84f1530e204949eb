import { type Announcement, announce } from '../../events/announce.ts'
import { clock } from '../../platform/clock.ts'
import { sendAlong } from '../../platform/database/transaction.ts'
import type { Tx } from '../../tables/tables.ts'
import { audienceOf, type TaskHome } from './fields/audience.ts'
import * as queries from './queries.ts'

/**
 * A deleted user is nobody's assignee and nobody's author any more. Their private tasks go with the account;
 * those that somebody else was working on say so.
 */
export async function releaseUser(tx: Tx, { actor, subject: user }: Announcement<'user.deleted'>): Promise<void> {
  for (const task of await queries.listPrivateTasksOfOthersConcern(tx, user)) {
    const changes = { title: { from: task.title, to: null } }
    await announce(tx, 'task.deleted', { ...about(actor, task), changes })
  }
  await unassign(tx, actor, user)
  await queries.clearReference(tx, 'created_by', user, clock.now())
}

/** Who leaves a project keeps none of its tasks. */
export async function releaseMember(
  tx: Tx,
  { actor, subject: project, changes }: Announcement<'project.member_removed'>,
): Promise<void> {
  await unassign(tx, actor, changes?.user_id?.from as number, project)
}

/** A deleted category leaves its tasks without one. */
export async function releaseCategory(
  tx: Tx,
  { actor, subject: category }: Announcement<'category.deleted'>,
): Promise<void> {
  for (const task of await queries.clearReference(tx, 'category_id', category, clock.now())) {
    const changes = { category: { from: category, to: null } }
    await announce(tx, 'task.updated', { ...about(actor, task), changes })
  }
}

/** A task that has a reminder is marked, so that changes of it look for reminders from then on. */
export async function markReminded(tx: Tx, { changes, knownOfTask }: Announcement<'reminder.created'>): Promise<void> {
  if (!knownOfTask?.hasReminders) await sendAlong(tx, queries.markReminded(tx, changes?.task?.to as number))
}

async function unassign(tx: Tx, actor: number | null, user: number, project?: number): Promise<void> {
  for (const task of await queries.clearReference(tx, 'assigned_to', user, clock.now(), project)) {
    const changes = { assigned_to: { from: user, to: null } }
    // Whom a private task was taken from learns of it too.
    const { audience, ...rest } = about(actor, task)
    await announce(tx, 'task.assigned', { ...rest, audience: [...audience, -user], changes })
  }
}

const about = (actor: number | null, task: { id: number } & TaskHome) => ({
  actor,
  subject: task.id,
  project: task.project_id,
  audience: audienceOf(task),
})
