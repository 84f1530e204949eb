import { changesFromNothing } from '../../events/changes.ts'
import { originOf } from '../../events/origins.ts'
import { idOf, type NewEvent, recordEvent } from '../../events/record-event.ts'
import type { Tx } from '../../tables/tables.ts'
import * as scheduling from './scheduling.ts'

/*
 * None of these computes a time: each says which reminders a worker is to look at again. A completed task needs not
 * even that, because its reminders are silenced when their time comes. A task that never had one costs nothing.
 */

/** Who makes a task with a due date, and whom it is given to, get the reminder that they want of every such task. */
export async function setDefaultReminders(
  tx: Tx,
  { actor, subject, changes, knownOfActor }: NewEvent<'task.created'>,
): Promise<void> {
  if (!changes?.due_date || originOf(tx) === 'import') return
  const assignee = changes.assigned_to?.to as number | undefined
  const people = [knownOfActor?.defaultReminder === null ? null : actor, assignee === actor ? null : assignee].filter(
    (id) => typeof id === 'number',
  )
  if (people.length === 0) return
  const task = await idOf(subject)
  for (const { id, user_id, before } of await scheduling.insertDefaultReminders(tx, task, people)) {
    const told = changesFromNothing({ task, before })
    await recordEvent(tx, 'reminder.created', { actor, subject: id, audience: [-user_id], changes: told })
  }
}

/** Reminders move with the due date, come back when the task does, and are seen again where their owner sees it again. */
export async function moveReminders(
  tx: Tx,
  { subject: task, changes, knownOfTask }: NewEvent<'task.updated'>,
): Promise<void> {
  if (knownOfTask?.hasReminders === false) return
  if (changes?.status?.from === 'cancelled') return scheduling.reschedule(tx, { task })
  if (changes?.due_date) await scheduling.reschedule(tx, { task, counted: true })
  if (changes?.project) await scheduling.reschedule(tx, { task, resting: true })
}

export async function bringBackReminders(
  tx: Tx,
  { subject: task, knownOfTask }: NewEvent<'task.reopened'>,
): Promise<void> {
  if (knownOfTask?.hasReminders !== false) await scheduling.reschedule(tx, { task })
}

/** A task that is assigned to somebody may be seen by them for that reason alone. */
export async function wakeReminders(
  tx: Tx,
  { subject: task, audience, changes, knownOfTask }: NewEvent<'task.assigned'>,
): Promise<void> {
  if (knownOfTask?.hasReminders === false) return
  const user = changes?.assigned_to?.to
  if (typeof user === 'number' && audience.includes(-user))
    await scheduling.reschedule(tx, { task, user, resting: true })
}

/** Whoever joins a project, or joins again, sees its tasks; who makes one has seen none before. */
export async function wakeRemindersOfMember(
  tx: Tx,
  { actor, subject: project, changes }: NewEvent<'project.member_added'>,
): Promise<void> {
  const user = changes?.user_id?.to as number
  if (user !== actor) await scheduling.reschedule(tx, { project, user, resting: true })
}

/** What an archived project silenced is seen again; what came meanwhile is over. */
export const wakeRemindersOfProject = (tx: Tx, { subject: project }: NewEvent<'project.unarchived'>): Promise<void> =>
  scheduling.reschedule(tx, { project, resting: true })

/** Whoever may log in again is reminded again. */
export const wakeRemindersOfUser = (tx: Tx, { subject: user }: NewEvent<'user.reactivated'>): Promise<void> =>
  scheduling.reschedule(tx, { user, resting: true })

/** Nine in the morning, and a day before, are another instant in another time zone. */
export async function followTheUser(tx: Tx, { subject: user, changes }: NewEvent<'profile.updated'>): Promise<void> {
  if (changes?.timezone) await scheduling.rescheduleOf(tx, user)
}
