import { fieldProblem, notFound, Problem } from '../platform/problem.ts'
import type { ProjectRole, Reader, TaskRow } from '../tables/tables.ts'
import type { Viewer } from './viewer.ts'

const RANK: Record<ProjectRole, number> = { viewer: 1, editor: 2, owner: 3 }

/**
 * True if the viewer's role in the project is `role` or higher. Administrators have the rights of an owner everywhere.
 */
export function hasRole(viewer: Viewer, projectId: number, role: ProjectRole): boolean {
  const own = viewer.isAdmin ? 'owner' : viewer.projects.get(projectId)
  return own !== undefined && RANK[own] >= RANK[role]
}

/** Throws 'forbidden' unless the viewer's role in a project that they can see is `role` or higher. */
export function requireRole(viewer: Viewer, projectId: number, role: ProjectRole): void {
  if (hasRole(viewer, projectId, role)) return
  const needed = role === 'owner' ? 'Only an owner of the project' : 'Only an editor or owner of the project'
  throw new Problem('forbidden', 'project.role_too_low', `${needed} can do this.`)
}

/**
 * Throws 'not found' unless the viewer is a member of the project, or an administrator and it exists. Only the latter
 * queries the database. `pointer` is the field that names the project, if any.
 */
export async function requireVisibleProject(
  db: Reader,
  viewer: Viewer,
  projectId: number,
  pointer?: string,
): Promise<void> {
  if (viewer.projects.has(projectId)) return
  if (!viewer.isAdmin || !(await findProjectState(db, projectId))) throw notFound('project', pointer)
}

/**
 * Throws 'conflict' if the project is archived. The viewer carries which of their own projects are archived; for other
 * projects (of administrators and assignees) this queries the database. `pointer` is the field that names the project,
 * if any.
 */
export async function requireNotArchived(
  db: Reader,
  viewer: Viewer,
  projectId: number | null,
  pointer?: string,
): Promise<void> {
  if (projectId === null) return
  const isMember = viewer.projects.has(projectId)
  const archived = isMember ? viewer.archivedProjects.has(projectId) : await isArchived(db, projectId)
  if (archived) throw projectArchived(pointer)
}

export function projectArchived(pointer?: string): Problem {
  const detail = 'This project is archived and cannot be changed. Unarchive it first.'
  return pointer
    ? fieldProblem('conflict', 'project.archived', pointer, detail)
    : new Problem('conflict', 'project.archived', detail)
}

async function isArchived(db: Reader, id: number): Promise<boolean> {
  const project = await findProjectState(db, id)
  return project !== undefined && project.archived_at !== null
}

const findProjectState = (db: Reader, id: number) =>
  db.selectFrom('projects').select('archived_at').where('id', '=', id).executeTakeFirst()

type TaskOwnership = Pick<TaskRow, 'owner_id' | 'project_id' | 'assigned_to'>

/** Editors may change the tasks of their project, users their own tasks, and assignees the tasks assigned to them. */
export function requireMayEditTask(viewer: Viewer, task: TaskOwnership): void {
  if (task.assigned_to === viewer.id || ownsTask(viewer, task)) return
  throw new Problem('forbidden', 'task.read_only', 'You can read this task but not change it.')
}

/** The owner of a task, or the editors of its project, may delete and move it. Being its assignee is not enough. */
export function requireMayDeleteOrMoveTask(viewer: Viewer, task: TaskOwnership): void {
  if (ownsTask(viewer, task)) return
  throw new Problem('forbidden', 'task.not_yours', 'You can change this task but not move or delete it.')
}

function ownsTask(viewer: Viewer, task: TaskOwnership): boolean {
  if (viewer.isAdmin || task.owner_id === viewer.id) return true
  return task.project_id !== null && hasRole(viewer, task.project_id, 'editor')
}

/** Auditors pass for requests that only read: see `viewerForMethod`. */
export function requireAdmin(viewer: Viewer): void {
  if (!viewer.isAdmin) throw new Problem('forbidden', 'access.admin_only', 'Only administrators can do this.')
}
