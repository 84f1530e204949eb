import type { TimedReminder } from './queries.ts'
import { remindAt } from './rules.ts'
import type { Reminder } from './schema.ts'

export function presentReminder(row: TimedReminder, timezone: string): Reminder {
  return {
    id: row.id,
    uid: row.uid,
    task: row.task_id,
    at: row.at,
    before: row.before,
    remind_at: remindAt(row, row, timezone),
    fired_at: row.fired_at,
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
