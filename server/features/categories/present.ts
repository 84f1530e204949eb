import type { CategoryRow } from '../../tables/tables.ts'
import type { Category } from './schema.ts'

export function presentCategory({
  id,
  name,
  color,
  project_id,
  version,
  created_at,
  updated_at,
}: CategoryRow): Category {
  return { id, name, color, project: project_id, version, created_at, updated_at }
}
