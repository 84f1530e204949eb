import type { ExportSection } from '../../access/export-section.ts'
import { listProjectIds } from '../../access/viewer.ts'
import { visibleTasks } from '../../access/visibility.ts'
import { projectScope, userScope } from '../../tables/scope.ts'

export const taskSection: ExportSection = {
  name: 'tasks',
  description: 'Tasks that the user owns, created or is assigned, and can see.',

  async list(db, { userId, after, limit }) {
    const projectIds = await listProjectIds(db, userId)
    const sight = {
      id: userId,
      projectIds,
      scopes: [userScope(userId), ...projectIds.map(projectScope)],
      isAdmin: false,
    }
    const rows = await visibleTasks(db, sight, 'mine')
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
