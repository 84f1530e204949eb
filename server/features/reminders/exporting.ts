import type { ExportSection } from '../../access/export-section.ts'

export const reminderSection: ExportSection = {
  name: 'reminders',
  description: 'Reminders of the user.',

  async list(db, { userId, after, limit }) {
    const reminders = db.selectFrom('reminders').select(['id', 'task_id', 'at', 'before', 'fired_at', 'created_at'])
    const rows = await reminders
      .where('user_id', '=', userId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map(({ fired_at, ...row }) => ({ key: row.id, row: { ...row, fired_at } }))
  },
}
