import { randomUUIDv7 } from 'node:crypto'
import { requireNotArchived } from '../../access/rights.ts'
import type { Viewer } from '../../access/viewer.ts'
import { changesBetween, changesFromNothing, changesToNothing } from '../../events/changes.ts'
import { recordEvent } from '../../events/record-event.ts'
import { clock } from '../../platform/clock.ts'
import { violatedKey } from '../../platform/database/faults.ts'
import { retryOnDuplicate, transaction } from '../../platform/database/transaction.ts'
import { requireVersion, type Target } from '../../platform/http/responses/etag.ts'
import { fieldProblem, notFound, Problem } from '../../platform/problem.ts'
import { userScope } from '../../tables/scope.ts'
import type { Db, ReminderRow, Tx } from '../../tables/tables.ts'
import * as queries from './queries.ts'
import { nextStep, type ReminderTime, remindAt } from './rules.ts'
import type { ReminderInput, TimeInput } from './schema.ts'
import { patchedTime, timeFrom } from './times.ts'

/** The most reminders of one task that a user may have. */
export const MAX_REMINDERS = 20

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
  return translateDuplicates(() =>
    transaction(db, async (tx) => {
      const task = await queries.findTaskTime(tx, viewer, taskId)
      if (!task) throw notFound('task')
      const existing = input.uid && (await queries.findReminderByUid(tx, uid))
      if (existing) return { reminder: { ...requireOwn(viewer, taskId, existing), ...task }, isNew: false }
      await requireNotArchived(tx, viewer, task.project_id)
      // A repeated request may arrive after the time has passed.
      const time = timeFrom(input)
      const now = clock.now()
      const row = { uid, task_id: taskId, user_id: viewer.id, ...time, created_at: now, updated_at: now }
      const schedule = scheduleNow(time, task, viewer.timezone)
      const inserting = queries.insertReminder(tx, { ...row, ...schedule }, MAX_REMINDERS)
      const reminder = await retryOnDuplicate(input.uid, inserting)
      if (!reminder) throw tooMany()
      const changes = changesFromNothing({ task: taskId, ...time })
      await recordEvent(tx, 'reminder.created', { ...about(viewer, reminder.id), changes })
      return { reminder: { ...reminder, ...task }, isNew: true }
    }),
  )
}

function requireOwn(viewer: Viewer, taskId: number, reminder: ReminderRow): ReminderRow {
  if (reminder.user_id === viewer.id && reminder.task_id === taskId) return reminder
  throw fieldProblem('conflict', 'reminder.uid_taken', '/uid', 'This uid is already in use. Choose another one.')
}

/** A reminder of a task, and the versions that the reminder may have. */
type ReminderTarget = Target & { taskId: number }

/** Changes the time of a reminder. */
export function updateReminder(
  db: Db,
  viewer: Viewer,
  target: ReminderTarget,
  input: TimeInput,
): Promise<queries.TimedReminder> {
  return translateDuplicates(() =>
    transaction(db, async (tx) => {
      const reminder = await findForUpdate(tx, viewer, target)
      const patched = patchedTime(reminder, input)
      // An unchanged time is not validated again: it may have passed since.
      if (patched.at === reminder.at && patched.before === reminder.before) return reminder
      const time = timeFrom(patched)
      const changes = changesBetween<ReminderTime>(reminder, time)
      if (!changes) return reminder
      await requireNotArchived(tx, viewer, reminder.project_id)
      const schedule = scheduleNow(time, reminder, viewer.timezone)
      const changed = await queries.setReminder(tx, reminder.id, { ...time, ...schedule, updated_at: clock.now() })
      await recordEvent(tx, 'reminder.updated', { ...about(viewer, reminder.id), changes })
      return { ...reminder, ...changed }
    }),
  )
}

export function deleteReminder(db: Db, viewer: Viewer, target: ReminderTarget): Promise<void> {
  return transaction(db, async (tx) => {
    const { id, task_id: task, at, before } = await findForUpdate(tx, viewer, target)
    await queries.deleteReminderRow(tx, id)
    const changes = changesToNothing({ task, at, before })
    await recordEvent(tx, 'reminder.deleted', { ...about(viewer, id), changes })
  })
}

/** Deletes a reminder of any user, for an administrator. */
export function deleteAnyReminder(db: Db | Tx, viewer: Viewer, { id, expected }: Target): Promise<void> {
  return transaction(db, async (tx) => {
    const reminder = await queries.findAnyReminderForUpdate(tx, id)
    if (!reminder) throw notFound('reminder')
    const { version, user_id, task_id: task, at, before } = reminder
    requireVersion(version, expected)
    await queries.deleteReminderRow(tx, id)
    const changes = changesToNothing({ task, at, before })
    await recordEvent(tx, 'reminder.deleted', {
      actor: viewer.id,
      subject: id,
      audience: [userScope(user_id)],
      changes,
    })
  })
}

async function findForUpdate(
  tx: Tx,
  viewer: Viewer,
  { taskId, id, expected }: ReminderTarget,
): Promise<queries.TimedReminder> {
  const reminder = await queries.findReminderForUpdate(tx, viewer, taskId, id)
  if (!reminder) throw notFound('reminder')
  requireVersion(reminder.version, expected)
  return reminder
}

/** Since when the reminder counts, and when a worker must check it. */
function scheduleNow(time: ReminderTime, task: Parameters<typeof remindAt>[1], timezone: string) {
  const now = clock.now()
  const step = nextStep(remindAt(time, task, timezone), now, now)
  return { scheduled_at: now, next_at: step.kind === 'wait' ? step.until : null }
}

/** Only the owner learns of a reminder. */
const about = (viewer: Viewer, id: number) => ({ actor: viewer.id, subject: id, audience: [userScope(viewer.id)] })

const tooMany = () =>
  new Problem('conflict', 'reminder.too_many', `A task can have at most ${MAX_REMINDERS} reminders. Delete one first.`)

async function translateDuplicates<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (reason) {
    if (!violatedKey(reason)) throw reason
    throw new Problem('conflict', 'reminder.already', 'This reminder already exists.')
  }
}
