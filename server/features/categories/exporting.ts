import type { ExportSection } from '../../access/export-section.ts'

export const categorySection: ExportSection = {
  name: 'categories',
  description: 'Private categories.',

  async list(db, { userId, after, limit }) {
    const categories = db.selectFrom('categories').select(['id', 'name', 'color', 'created_at', 'updated_at'])
    const rows = await categories
      .where('owner_id', '=', userId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ key: row.id, row }))
  },
}
