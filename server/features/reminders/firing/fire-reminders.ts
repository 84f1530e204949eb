import { recordEvent } from '../../../events/record-event.ts'
import { clock } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { userScope } from '../../../tables/scope.ts'
import type { Db, Tx } from '../../../tables/tables.ts'
import { nextStep, remindAt } from '../rules.ts'
import * as queries from './queries.ts'

const MAX_AT_ONCE = 100

/**
 * Fires every due reminder, and returns when to check next. A reminder is locked, checked and recorded in one
 * transaction, so that it fires once, however many workers run and wherever one dies.
 */
export async function fireReminders(db: Db): Promise<string | null> {
  for (;;) {
    // The check is a read; only due reminders need a transaction.
    const next = await queries.nextCheckAt(db)
    if (next === null || next > clock.now()) return next
    const processed = await transaction(db, processDueReminders)
    // The remaining ones are locked by other workers.
    if (processed === 0) return next
  }
}

async function processDueReminders(tx: Tx): Promise<number> {
  const now = clock.now()
  const ids = await queries.lockDueReminders(tx, now, MAX_AT_ONCE)
  if (ids.length === 0) return 0
  const due: number[] = []
  const waiting: number[] = []
  // Read after locking, so that earlier changes are included.
  for (const reminder of await queries.listVisibleReminders(tx, ids)) {
    const step = nextStep(remindAt(reminder, reminder, reminder.timezone), reminder.scheduled_at, now)
    if (step.kind === 'wait') {
      waiting.push(reminder.id)
      await queries.setNextCheck(tx, reminder.id, step.until)
    } else if (step.kind === 'fire') {
      due.push(reminder.id)
      await recordFired(tx, reminder, step.remindAt)
    }
  }
  if (due.length > 0) await queries.setFired(tx, due, now)
  const idle = ids.filter((id) => !due.includes(id) && !waiting.includes(id))
  if (idle.length > 0) await queries.clearNextCheck(tx, idle)
  return ids.length
}

const recordFired = (tx: Tx, { id, user_id, task_id }: queries.ReminderDetails, time: string): Promise<void> =>
  recordEvent(tx, 'reminder.fired', {
    actor: null,
    subject: id,
    audience: [userScope(user_id)],
    changes: { task: { from: null, to: task_id }, remind_at: { from: null, to: time } },
  })
