import type { ExportSection } from '../../access/export-section.ts'
import { visibilityOf, visibleTasks } from '../../access/visibility.ts'

export const taskSection: ExportSection = {
  name: 'tasks',
  description: 'Tasks that the user owns, created or is assigned, and can see.',

  async list(db, { userId, after, limit }) {
    const rows = await visibleTasks(db, await visibilityOf(db, userId), 'mine')
      .select([
        'id',
        'uid',
        'project_id',
        'category_id',
        'owner_id',
        'assigned_to',
        'created_by',
        'title',
        'description',
      ])
      .select(['status', 'priority', 'due_date', 'start_date', 'completed_at', 'created_at', 'updated_at'])
      .where(({ eb, or }) =>
        or([eb('owner_id', '=', userId), eb('assigned_to', '=', userId), eb('created_by', '=', userId)]),
      )
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ key: row.id, row }))
  },
}
