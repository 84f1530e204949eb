import { randomUUIDv7 } from 'node:crypto'
import { requireNotArchived } from '../../access/rights.ts'
import type { Viewer } from '../../access/viewer.ts'
import { changesBetween, changesFromNothing, changesToNothing } from '../../events/changes.ts'
import { recordEvent } from '../../events/record-event.ts'
import { clock } from '../../platform/clock.ts'
import { violatedKey } from '../../platform/database/faults.ts'
import { retryOnDuplicate, transaction } from '../../platform/database/transaction.ts'
import { type ExpectedVersion, requireVersion } from '../../platform/http/responses/etag.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import type { Db, ReminderRow, Tx } from '../../tables/tables.ts'
import { momentFrom, patchedMoment } from './moments.ts'
import * as queries from './queries.ts'
import { type Moment, remindAt, verdictOn } from './rules.ts'
import type { MomentInput, ReminderInput } from './schema.ts'

/** The most reminders of one task that a user may have. */
export const MOST_REMINDERS = 20

/**
 * Sets a reminder of a task that the viewer sees, visible to them only. `isNew` is false if its uid is that of a
 * reminder which they already have of this task.
 */
export function createReminder(
  db: Db,
  viewer: Viewer,
  taskId: number,
  input: ReminderInput,
): Promise<{ reminder: queries.TimedReminder; isNew: boolean }> {
  const uid = input.uid?.toLowerCase() ?? randomUUIDv7()
  return refusingTwins(() =>
    transaction(db, async (tx) => {
      const task = await queries.findTaskTime(tx, viewer, taskId)
      if (!task) throw taskNotFound()
      const existing = input.uid && (await queries.findReminderByUid(tx, uid))
      if (existing) return { reminder: { ...requireOwn(viewer, taskId, existing), ...task }, isNew: false }
      await requireNotArchived(tx, viewer, task.project_id)
      // A repeated request may arrive after the time has passed.
      const moment = momentFrom(input)
      const now = clock.now()
      const row = { uid, task_id: taskId, user_id: viewer.id, ...moment, created_at: now, updated_at: now }
      const armed = armedNow(moment, task, viewer.timezone)
      const inserting = queries.insertReminder(tx, { ...row, ...armed }, MOST_REMINDERS)
      const reminder = await retryOnDuplicate(input.uid, inserting)
      if (!reminder) throw tooMany()
      const changes = changesFromNothing({ task: taskId, ...moment })
      await recordEvent(tx, 'reminder.created', { ...about(viewer, reminder.id), changes })
      return { reminder: { ...reminder, ...task }, isNew: true }
    }),
  )
}

function requireOwn(viewer: Viewer, taskId: number, reminder: ReminderRow): ReminderRow {
  if (reminder.user_id === viewer.id && reminder.task_id === taskId) return reminder
  throw fieldProblem('conflict', 'reminder.uid_taken', '/uid', 'This uid is already in use. Choose another one.')
}

/** Changes the time of a reminder. */
export function updateReminder(
  db: Db,
  viewer: Viewer,
  { taskId, id }: { taskId: number; id: number },
  expected: ExpectedVersion,
  input: MomentInput,
): Promise<queries.TimedReminder> {
  return refusingTwins(() =>
    transaction(db, async (tx) => {
      const reminder = await findForUpdate(tx, viewer, taskId, id)
      requireVersion(reminder.version, expected)
      const wished = patchedMoment(reminder, input)
      // An unchanged time is not validated again: it may have passed since.
      if (wished.at === reminder.at && wished.before === reminder.before) return reminder
      const moment = momentFrom(wished)
      const changes = changesBetween<Moment>(reminder, moment)
      if (!changes) return reminder
      await requireNotArchived(tx, viewer, reminder.project_id)
      const armed = armedNow(moment, reminder, viewer.timezone)
      const changed = await queries.setReminder(tx, id, { ...moment, ...armed, updated_at: clock.now() })
      await recordEvent(tx, 'reminder.updated', { ...about(viewer, id), changes })
      return { ...reminder, ...changed }
    }),
  )
}

export function deleteReminder(
  db: Db,
  viewer: Viewer,
  { taskId, id }: { taskId: number; id: number },
  expected: ExpectedVersion,
): Promise<void> {
  return transaction(db, async (tx) => {
    const { version, at, before } = await findForUpdate(tx, viewer, taskId, id)
    requireVersion(version, expected)
    await queries.deleteReminderRow(tx, id)
    const changes = changesToNothing({ task: taskId, at, before })
    await recordEvent(tx, 'reminder.deleted', { ...about(viewer, id), changes })
  })
}

/** Deletes a reminder of any user, for an administrator. */
export const deleteAnyReminder = (db: Db, viewer: Viewer, id: number, expected: ExpectedVersion): Promise<void> =>
  transaction(db, (tx) => deleteAnyReminderIn(tx, viewer, id, expected))

/** The same as part of a transaction. */
export async function deleteAnyReminderIn(
  tx: Tx,
  viewer: Viewer,
  id: number,
  expected?: ExpectedVersion,
): Promise<void> {
  const reminder = await queries.findAnyReminderForUpdate(tx, id)
  if (!reminder) throw reminderNotFound()
  const { version, user_id, task_id: task, at, before } = reminder
  requireVersion(version, expected)
  await queries.deleteReminderRow(tx, id)
  const changes = changesToNothing({ task, at, before })
  await recordEvent(tx, 'reminder.deleted', { actor: viewer.id, subject: id, audience: [-user_id], changes })
}

export const reminderNotFound = () => new Problem('not_found', 'reminder.not_found', 'The reminder does not exist.')
export const taskNotFound = () => new Problem('not_found', 'task.not_found', 'The task does not exist.')

async function findForUpdate(tx: Tx, viewer: Viewer, taskId: number, id: number): Promise<queries.TimedReminder> {
  const reminder = await queries.findReminderForUpdate(tx, viewer, taskId, id)
  if (!reminder) throw reminderNotFound()
  return reminder
}

/** Since when the reminder counts, and when a worker must check it. */
function armedNow(moment: Moment, task: Parameters<typeof remindAt>[1], timezone: string) {
  const now = clock.now()
  const verdict = verdictOn(remindAt(moment, task, timezone), now, now)
  return { scheduled_at: now, next_at: verdict.kind === 'wait' ? verdict.until : null }
}

/** Only the owner learns of a reminder. */
const about = (viewer: Viewer, id: number) => ({ actor: viewer.id, subject: id, audience: [-viewer.id] })

const tooMany = () =>
  new Problem('conflict', 'reminder.too_many', `A task can have at most ${MOST_REMINDERS} reminders. Delete one first.`)

async function refusingTwins<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (reason) {
    if (!violatedKey(reason)) throw reason
    throw new Problem('conflict', 'reminder.already', 'This reminder already exists.')
  }
}
