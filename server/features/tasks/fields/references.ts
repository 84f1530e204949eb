import { sql } from 'kysely'
import { hasRole, requireNotArchived, requireRole, requireVisibleProject } from '../../../access/rights.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { visibleUsers } from '../../../access/visibility.ts'
import { type ParameterOf, preparedByShape } from '../../../platform/database/queries/prepared.ts'
import { forShare } from '../../../platform/database/queries/sql.ts'
import { fieldProblem, notFound } from '../../../platform/problem.ts'
import type { TaskRow, Tx } from '../../../tables/tables.ts'
import { isMember } from '../queries.ts'
import type { ShownRow } from './present.ts'

type Named = Pick<ShownRow, 'owner_id' | 'project_id' | 'category_id' | 'assigned_to'>
type NamedBefore = Named & Pick<TaskRow, 'outside_assignee'>

/**
 * Checks the resources that a task refers to. Those that the viewer cannot see are "not found", as everywhere; those
 * that they can see but that do not belong together are invalid. References that equal those of `before` are not
 * checked again. Returns the assignee if they are not a member of the task's project.
 */
export async function requireValidReferences(
  tx: Tx,
  viewer: Viewer,
  task: Named,
  before?: NamedBefore,
): Promise<number | null> {
  const isMoved = !before || task.project_id !== before.project_id || task.owner_id !== before.owner_id
  if (isMoved && task.project_id !== null) await requireProject(tx, viewer, task.project_id)
  const asked = {
    category: isMoved || task.category_id !== before.category_id ? task.category_id : null,
    assignee: isMoved || task.assigned_to !== before.assigned_to ? task.assigned_to : null,
  }
  const found = await findReferences(tx, viewer, { ...asked, home: task.project_id })
  if (asked.category !== null) requireCategory(viewer, task, found)
  if (asked.assignee !== null) return (await isAssignedInside(tx, viewer, task, found)) ? null : asked.assignee
  return task.assigned_to === null || !before ? null : before.outside_assignee
}

async function requireProject(tx: Tx, viewer: Viewer, projectId: number): Promise<void> {
  await requireVisibleProject(tx, viewer, projectId, '/project')
  requireRole(viewer, projectId, 'editor')
  await requireNotArchived(tx, viewer, projectId, '/project')
}

function requireCategory(viewer: Viewer, task: Named, { category, category_owner, category_project }: Found): void {
  const isVisible =
    category_owner === viewer.id ||
    viewer.isAdmin ||
    (category_project !== null && hasRole(viewer, category_project, 'viewer'))
  if (category === null || !isVisible) throw notFound('category', '/category')
  if (task.project_id === null ? category_owner === task.owner_id : category_project === task.project_id) return
  const detail =
    task.project_id === null
      ? 'A private task can only have a private category of its owner.'
      : 'A task of a project can only have a category of that project.'
  throw fieldProblem('invalid', 'task.category_elsewhere', '/category', detail)
}

/**
 * Whether the assignee is a member of the task's project, if it has one. Refuses users who may not be assigned to the
 * task.
 */
async function isAssignedInside(tx: Tx, viewer: Viewer, task: Named, found: Found): Promise<boolean> {
  if (!found.assignee) throw notFound('user', '/assigned_to')
  if (task.project_id === null || found.member) return true
  if (viewer.findsEveryone) return isMemberByNow(tx, task.project_id, found.assignee)
  throw fieldProblem('invalid', 'task.assignee_no_member', '/assigned_to', 'This user is not a member of the project.')
}

/** A user who joins at the same moment becomes a member before this check, or after the transaction. */
async function isMemberByNow(tx: Tx, project: number, user: number): Promise<boolean> {
  await forShare(tx, tx.selectFrom('projects').select('id').where('id', '=', project)).execute()
  return isMember(tx, project, user)
}

/** `home` is the project of the task; null for what the task does not refer to. */
type Asked = { category: number | null; assignee: number | null; home: number | null }

type Found = {
  category: number | null
  category_owner: number | null
  category_project: number | null
  assignee: number | null
  member: number | null
}

const NOTHING: Found = { category: null, category_owner: null, category_project: null, assignee: null, member: null }

/** What a task refers to, in one statement; null for what does not exist or, of users, is not visible. */
async function findReferences(tx: Tx, viewer: Viewer, asked: Asked): Promise<Found> {
  if (asked.category === null && asked.assignee === null) return NOTHING
  const findsEveryone = viewer.isAdmin || viewer.findsEveryone
  const [found] = await referencesOf(tx, findsEveryone, { ...asked, viewer: viewer.id, projectIds: viewer.projectIds })
  return found ?? NOTHING
}

type Values = Asked & { viewer: number; projectIds: readonly number[] }

const referencesOf = preparedByShape((tx: Tx, asked: ParameterOf<Values>, findsEveryone: boolean) => {
  const visibility = { id: asked('viewer'), projectIds: asked('projectIds'), scopes: [], isAdmin: findsEveryone }
  const assignee = visibleUsers(tx, visibility).select('users.id').where('users.deactivated_at', 'is', null)
  return tx
    .selectFrom(sql<{ one: number }>`(select 1 as one)`.as('asked'))
    .leftJoin('categories', (join) => join.on('categories.id', '=', asked('category')))
    .leftJoin('project_members', (join) =>
      join.on('project_members.project_id', '=', asked('home')).on('project_members.user_id', '=', asked('assignee')),
    )
    .select(['categories.id as category', 'categories.owner_id as category_owner'])
    .select(['categories.project_id as category_project', 'project_members.user_id as member'])
    .select(assignee.where('users.id', '=', asked('assignee')).as('assignee'))
})
