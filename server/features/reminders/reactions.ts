import { actingViewer } from '../../access/acting.ts'
import { changesFromNothing } from '../../events/changes.ts'
import { originOf } from '../../events/origins.ts'
import { type NewEvent, recordEvent } from '../../events/record-event.ts'
import { userScope } from '../../tables/scope.ts'
import type { Tx } from '../../tables/tables.ts'
import * as scheduling from './scheduling.ts'

/*
 * None of these reactions computes a time: each marks the reminders that a worker must check again. Completing a task
 * does not need even that: when their time comes, its reminders do not fire.
 */

/** The creator and the assignee of a task with a due date get their default reminder. */
export async function setDefaultReminders(
  tx: Tx,
  { actor, subject: task, changes }: NewEvent<'task.created'>,
): Promise<void> {
  if (!changes?.due_date || originOf(tx) === 'import') return
  const assignee = changes.assigned_to?.to as number | undefined
  const viewer = actingViewer()
  const people = [...new Set([actor, assignee])].filter(
    // Most users have no default; that of the viewer is already loaded.
    (id) => typeof id === 'number' && !(id === viewer?.id && viewer.defaultReminder === null),
  ) as number[]
  if (people.length === 0) return
  for (const { id, user_id, before } of await scheduling.insertDefaultReminders(tx, task, people)) {
    const initial = changesFromNothing({ task, before })
    await recordEvent(tx, 'reminder.created', { actor, subject: id, audience: [userScope(user_id)], changes: initial })
  }
}

/**
 * Reminders move with the due date, become active again when the task is reopened, and when their owner can see the
 * task again.
 */
export async function moveReminders(tx: Tx, { subject: task, changes }: NewEvent<'task.updated'>): Promise<void> {
  if (changes?.status?.from === 'cancelled') return scheduling.reschedule(tx, { task })
  if (changes?.due_date) await scheduling.reschedule(tx, { task, relative: true })
  if (changes?.project) await scheduling.reschedule(tx, { task, unscheduled: true })
}

export const restoreReminders = (tx: Tx, { subject: task }: NewEvent<'task.reopened'>): Promise<void> =>
  scheduling.reschedule(tx, { task })

/** A task that is assigned to a user may be visible to them for that reason only. */
export async function resumeReminders(
  tx: Tx,
  { subject: task, audience, changes }: NewEvent<'task.assigned'>,
): Promise<void> {
  const user = changes?.assigned_to?.to
  if (typeof user === 'number' && audience.includes(userScope(user)))
    await scheduling.reschedule(tx, { task, user, unscheduled: true })
}

/**
 * A user who joins a project, for the first time or again, sees its tasks; the creator of a project has seen none
 * before.
 */
export async function resumeRemindersOfMember(
  tx: Tx,
  { actor, subject: project, changes }: NewEvent<'project.member_added'>,
): Promise<void> {
  const user = changes?.user_id?.to as number
  if (user !== actor) await scheduling.reschedule(tx, { project, user, unscheduled: true })
}

/** Reminders of an archived project did not fire. They do again, except those whose time has passed since. */
export const resumeRemindersOfProject = (tx: Tx, { subject: project }: NewEvent<'project.unarchived'>): Promise<void> =>
  scheduling.reschedule(tx, { project, unscheduled: true })

/** A reactivated user gets reminders again. */
export const resumeRemindersOfUser = (tx: Tx, { subject: user }: NewEvent<'user.reactivated'>): Promise<void> =>
  scheduling.reschedule(tx, { user, unscheduled: true })

/** Nine in the morning, and a day before, are other instants in another time zone. */
export async function rescheduleForTimeZone(
  tx: Tx,
  { subject: user, changes }: NewEvent<'profile.updated'>,
): Promise<void> {
  if (changes?.timezone) await scheduling.rescheduleOf(tx, user)
}
