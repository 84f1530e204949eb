import type { ExportSection } from '../../access/export-section.ts'

export const projectSection: ExportSection = {
  name: 'projects',
  description: 'Projects that the user is a member of, with the role.',

  async list(db, { userId, after, limit }) {
    const rows = await db
      .selectFrom('project_members')
      .innerJoin('projects', 'projects.id', 'project_members.project_id')
      .select(['project_id', 'projects.name', 'project_members.role', 'project_members.added_at'])
      .where('user_id', '=', userId)
      .where('project_id', '>', after)
      .orderBy('project_id')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ key: row.project_id, row }))
  },
}
