import { type Static, Type } from 'typebox'
import type { RowActions } from '../../access/row-actions.ts'
import type { Viewer } from '../../access/viewer.ts'
import { periodOf, periodParameters } from '../../platform/http/requests/dates.ts'
import { closed, Id } from '../../platform/http/schema.ts'
import { listAllReminderIds, type ReminderFilter } from './queries.ts'
import { deleteAnyReminder } from './service.ts'

/** The parameters that filter the reminders of all users. */
export const reminderFilter = {
  user_id: Type.Optional({ ...Id, description: 'Only reminders of this user.' }),
  task: Type.Optional({ ...Id, description: 'Only reminders of this task.' }),
  has_fired: Type.Optional(
    Type.Boolean({ description: '`true`: only reminders that have fired; `false`: only those that have not.' }),
  ),
  ...periodParameters('created', 'Only reminders that were created'),
}

const Parameters = closed(reminderFilter)
type Query = Static<typeof Parameters>

export function reminderFilterFrom(query: Query, { timezone }: Viewer): ReminderFilter {
  const { user_id: userId, task: taskId, has_fired: hasFired } = query
  return { userId, taskId, hasFired, created: periodOf(query, 'created', timezone) }
}

export const reminderActions: RowActions = {
  filter: reminderFilter,
  actions: { delete: { perform: (tx, viewer, id) => deleteAnyReminder(tx, viewer, { id }) } },
  listIds: (db, viewer, query: Query, part) => listAllReminderIds(db, reminderFilterFrom(query, viewer), part),
}
