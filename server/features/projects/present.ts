import type { Viewer } from '../../access/viewer.ts'
import type { ProjectRow } from '../../tables/tables.ts'
import type { Project } from './schema.ts'

export function presentProject(row: ProjectRow, viewer: Viewer): Project {
  const { id, uid, name, description, color, archived_at, created_by, version, created_at, updated_at } = row
  const role = viewer.projects.get(id) ?? null
  const archived = archived_at !== null
  return { id, uid, name, description, color, archived, archived_at, role, created_by, version, created_at, updated_at }
}
