import type { AudienceColumns } from '../../access/task-audience.ts'
import { type NewEvent, recordEvent } from '../../events/record-event.ts'
import { clock } from '../../platform/clock.ts'
import { userScope } from '../../tables/scope.ts'
import type { Tx } from '../../tables/tables.ts'
import { derivedColumns } from './fields/columns.ts'
import * as queries from './queries.ts'
import { about, recordDeleted } from './recording.ts'

/**
 * Removes a deleted user as assignee and as creator. Their private tasks are deleted with the account; for those
 * assigned to somebody else an event is recorded.
 */
export async function removeUserFromTasks(tx: Tx, { actor, subject: user }: NewEvent<'user.deleted'>): Promise<void> {
  for (const task of await queries.listPrivateTasksAssignedToOthers(tx, user)) await recordDeleted(tx, actor, task)
  await queries.deleteTasksOf(tx, 'owner_id', user)
  await unassign(tx, actor, user)
  for await (const _ of queries.clearReference(tx, { column: 'created_by', id: user }, clock.now()));
}

/**
 * A new member sees the tasks that were assigned to them before as every member does, and no longer because of the
 * assignment.
 */
export async function countAssigneeAsMember(
  tx: Tx,
  { actor, subject: project, changes }: NewEvent<'project.member_added'>,
): Promise<void> {
  const user = changes?.user_id?.to as number
  if (user === actor) return
  for (const task of await queries.listTasksAssignedToNonMembers(tx, project, user)) {
    const { search_terms } = derivedColumns({ ...task, outside_assignee: null })
    await queries.setAssigneeIsMember(tx, task.id, user, search_terms)
  }
}

/** The tasks of a deleted project are deleted with it; assignees who are not members get an event. */
export async function deleteTasksOfProject(
  tx: Tx,
  { actor, subject: project }: NewEvent<'project.deleted'>,
): Promise<void> {
  for (const task of await queries.listTasksAssignedToNonMembers(tx, project)) await recordDeleted(tx, actor, task)
  await queries.deleteTasksOf(tx, 'project_id', project)
}

/** Tasks of the project that are assigned to a member who leaves become unassigned. */
export async function unassignFormerMember(
  tx: Tx,
  { actor, subject: project, changes }: NewEvent<'project.member_removed'>,
): Promise<void> {
  await unassign(tx, actor, changes?.user_id?.from as number, project)
}

/** The tasks of a deleted category remain, without a category. */
export async function clearCategory(tx: Tx, { actor, subject: category }: NewEvent<'category.deleted'>): Promise<void> {
  for await (const tasks of queries.clearReference(tx, { column: 'category_id', id: category }, clock.now())) {
    for (const task of tasks) {
      const changes = { category: { from: category, to: null } }
      await recordEvent(tx, 'task.updated', { ...about(actor, task), changes })
    }
  }
}

async function unassign(tx: Tx, actor: number | null, user: number, project?: number): Promise<void> {
  for await (const tasks of queries.clearReference(
    tx,
    { column: 'assigned_to', id: user, projectId: project },
    clock.now(),
  )) {
    for (const task of tasks) await recordUnassigned(tx, actor, user, task)
  }
}

async function recordUnassigned(tx: Tx, actor: number | null, user: number, task: { id: number } & AudienceColumns) {
  const changes = { assigned_to: { from: user, to: null } }
  const { audience, ...rest } = about(actor, task)
  // The former assignee of a private task is notified, too.
  const former_audience = task.owner_id === null ? [] : [userScope(user)]
  const hiding = { audience: [...audience, ...former_audience], former_audience }
  await recordEvent(tx, 'task.assigned', { ...rest, ...hiding, changes })
}
