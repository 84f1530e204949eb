import type { CategoryRow } from '../../tables/tables.ts'
import type { Category } from './schema.ts'

export function presentCategory(row: CategoryRow): Category {
  const { id, uid, name, color, project_id, version, created_at, updated_at } = row
  return { id, uid, name, color, project: project_id, version, created_at, updated_at }
}
