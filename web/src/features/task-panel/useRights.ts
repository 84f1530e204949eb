import { useUser } from '../../api/account.ts'
import { isEditorOf, useFindProject } from '../../api/projects.ts'
import type { Task } from '../../api/schema.d.ts'

/** `canMove` includes deleting. While the projects are loading, everything is offered: the server decides. */
export type Rights = { canChange: boolean; canMove: boolean; isArchived: boolean }

export const useRights = (task: Task | undefined): Rights => useRightsOf()(task)

/** The user's permissions on a task: in a project they follow from the role, and the assignee may always change it. */
export function useRightsOf(): (task: Task | undefined) => Rights {
  const user = useUser()
  const findProject = useFindProject()
  return (task) => {
    const { project, isMissing } = findProject(task?.project ?? null)
    if (!task || !user || project?.archived)
      return { canChange: false, canMove: false, isArchived: project?.archived ?? false }
    const isEditor = project
      ? isEditorOf(project, user)
      : task.project === null
        ? task.created_by === user.id
        : !isMissing
    const canMove = isEditor || user.role === 'admin'
    return { canMove, canChange: canMove || task.assigned_to === user.id, isArchived: false }
  }
}
