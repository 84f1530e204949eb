import { useCallback, useMemo } from 'react'
import { useUser } from './account.ts'
import { useFindProject, useProjects } from './projects.ts'
import type { Project, Task, User } from './schema.d.ts'

// The one place that decides which controls are offered. The server checks every request itself.

export type TaskRights = {
  canChange: boolean
  /** To another project. Includes deleting. */
  canMove: boolean
  /** The user's own reminders. */
  canRemind: boolean
  isArchived: boolean
}

export type RightsOf = (task: Task | undefined) => TaskRights

const NOTHING: TaskRights = { canChange: false, canMove: false, canRemind: false, isArchived: false }

/**
 * The user's permissions on tasks: in a project they follow from the role, and the assignee may always change a task.
 * While the projects are loading, everything is offered. Returns the same function until something changes.
 */
export function useRightsOf(): RightsOf {
  const user = useUser()
  const findProject = useFindProject()
  return useCallback(
    (task) => {
      if (!task || !user) return NOTHING
      const { project, isMissing } = findProject(task.project)
      if (project?.archived) return { ...NOTHING, isArchived: true }
      const isOwn = task.project === null && task.created_by === user.id
      const isEditor = project ? isEditorOf(project, user) : task.project === null ? isOwn : !isMissing
      const isAssignee = task.assigned_to === user.id
      const canMove = isEditor || user.role === 'admin'
      const isVisibleToUsers = isOwn || isAssignee || (task.project !== null && !isMissing)
      return {
        canMove,
        canChange: canMove || isAssignee,
        canRemind: isVisibleToUsers || user.role === 'admin',
        isArchived: false,
      }
    },
    [user, findProject],
  )
}

export const useRights = (task: Task | undefined): TaskRights => useRightsOf()(task)

/** The projects to which the user may add tasks, by name. */
export function useEditableProjects(): readonly Project[] {
  const user = useUser()
  const projects = useProjects()
  return useMemo(() => projects.filter((project) => isEditorOf(project, user)), [projects, user])
}

export type ProjectRights = {
  canArchive: boolean
  /** Includes adding tasks and categories. */
  canChange: boolean
  canDelete: boolean
  canRemoveMembers: boolean
  /** And change their roles. */
  canAddMembers: boolean
}

/**
 * The user's permissions on a project as a whole. An archived project cannot be changed, but deleted, left and
 * unarchived.
 */
export function useProjectRights(project: Pick<Project, 'role' | 'archived'> | undefined): ProjectRights {
  const user = useUser()
  const canArchive = project !== undefined && isEditorOf(project, user)
  const isOwner = project !== undefined && (project.role === 'owner' || user?.role === 'admin')
  const isOpen = !project?.archived
  return {
    canArchive,
    canChange: canArchive && isOpen,
    canDelete: isOwner,
    canRemoveMembers: isOwner,
    canAddMembers: isOwner && isOpen,
  }
}

/**
 * Whether the user may edit the content of a project. A reader who is not a member is an administrator or an auditor.
 */
const isEditorOf = ({ role }: Pick<Project, 'role'>, user: Pick<User, 'role'> | undefined): boolean =>
  user?.role === 'admin' || (role !== null && role !== 'viewer')
