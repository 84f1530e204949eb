import { useUser } from '../../api/account.ts'
import { isEditorOf } from '../../api/projects.ts'
import type { Project } from '../../api/schema.d.ts'

/**
 * The user's permissions on a project as a whole. An archived project cannot be changed, but deleted and unarchived.
 */
export function useProjectRights({ role, archived }: Pick<Project, 'role' | 'archived'>) {
  const user = useUser()
  const isAdmin = user?.role === 'admin'
  const canArchive = isAdmin || isEditorOf({ role }, user)
  return { canArchive, canChange: canArchive && !archived, canDelete: isAdmin || role === 'owner' }
}
