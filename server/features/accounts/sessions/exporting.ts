import type { ExportSection } from '../../../access/export-section.ts'

export const sessionSection: ExportSection = {
  name: 'sessions',
  description: 'Sessions, without their tokens.',

  async list(db, { userId, after, limit }) {
    const sessions = db.selectFrom('sessions').select(['id', 'created_at', 'expires_at', 'revoked_at'])
    const rows = await sessions
      .where('user_id', '=', userId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ key: row.id, row }))
  },
}
