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

type TaskReferences = Pick<ShownRow, 'owner_id' | 'project_id' | 'category_id' | 'assigned_to'>
type EarlierReferences = TaskReferences & Pick<TaskRow, 'outside_assignee'>

/**
 * Checks the resources that a task refers to. Those that the viewer cannot see are "not found", as everywhere; those
 * that they can see but that do not belong together are invalid. References that equal those of `before` are not
 * checked again. Returns the assignee if they are not a member of the task's project.
 */
export async function requireValidReferences(
  tx: Tx,
  viewer: Viewer,
  task: TaskReferences,
  before?: EarlierReferences,
): Promise<number | null> {
  const isMoved = !before || task.project_id !== before.project_id || task.owner_id !== before.owner_id
  if (isMoved && task.project_id !== null) await requireProject(tx, viewer, task.project_id)
  const changed = {
    category: isMoved || task.category_id !== before.category_id ? task.category_id : null,
    assignee: isMoved || task.assigned_to !== before.assigned_to ? task.assigned_to : null,
  }
  const found = await findReferences(tx, viewer, { ...changed, project: task.project_id })
  if (changed.category !== null) requireCategory(viewer, task, found)
  if (changed.assignee !== null) return (await isAssigneeMember(tx, viewer, task, found)) ? null : changed.assignee
  return task.assigned_to === null || !before ? null : before.outside_assignee
}

async function requireProject(tx: Tx, viewer: Viewer, projectId: number): Promise<void> {
  await requireVisibleProject(tx, viewer, projectId, '/project')
  requireRole(viewer, projectId, 'editor')
  await requireNotArchived(tx, viewer, projectId, '/project')
}

function requireCategory(
  viewer: Viewer,
  task: TaskReferences,
  { category, category_owner, category_project }: Found,
): void {
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
async function isAssigneeMember(tx: Tx, viewer: Viewer, task: TaskReferences, found: Found): Promise<boolean> {
  if (!found.assignee) throw notFound('user', '/assigned_to')
  if (task.project_id === null || found.member) return true
  if (viewer.findsEveryone) return isMemberUnderLock(tx, task.project_id, found.assignee)
  throw fieldProblem('invalid', 'task.assignee_no_member', '/assigned_to', 'This user is not a member of the project.')
}

/** A user who joins at the same moment becomes a member before this check, or after the transaction. */
async function isMemberUnderLock(tx: Tx, project: number, user: number): Promise<boolean> {
  await forShare(tx, tx.selectFrom('projects').select('id').where('id', '=', project)).execute()
  return isMember(tx, project, user)
}

/** null for what is not checked; `project` is that of the task. */
type ReferenceIds = { category: number | null; assignee: number | null; project: number | null }

type Found = {
  category: number | null
  category_owner: number | null
  category_project: number | null
  assignee: number | null
  member: number | null
}

const NOTHING: Found = { category: null, category_owner: null, category_project: null, assignee: null, member: null }

/** What a task refers to, in one statement; null for what does not exist or, of users, is not visible. */
async function findReferences(tx: Tx, viewer: Viewer, ids: ReferenceIds): Promise<Found> {
  if (ids.category === null && ids.assignee === null) return NOTHING
  const findsEveryone = viewer.isAdmin || viewer.findsEveryone
  const [found] = await referencesOf(tx, findsEveryone, { ...ids, viewer: viewer.id, projectIds: viewer.projectIds })
  return found ?? NOTHING
}

type Values = ReferenceIds & { viewer: number; projectIds: readonly number[] }

const referencesOf = preparedByShape((tx: Tx, parameter: ParameterOf<Values>, findsEveryone: boolean) => {
  const visibility = {
    id: parameter('viewer'),
    projectIds: parameter('projectIds'),
    scopes: [],
    isAdmin: findsEveryone,
  }
  const assignee = visibleUsers(tx, visibility).select('users.id').where('users.deactivated_at', 'is', null)
  return tx
    .selectFrom(sql<{ one: number }>`(select 1 as one)`.as('one_row'))
    .leftJoin('categories', (join) => join.on('categories.id', '=', parameter('category')))
    .leftJoin('project_members', (join) =>
      join
        .on('project_members.project_id', '=', parameter('project'))
        .on('project_members.user_id', '=', parameter('assignee')),
    )
    .select(['categories.id as category', 'categories.owner_id as category_owner'])
    .select(['categories.project_id as category_project', 'project_members.user_id as member'])
    .select(assignee.where('users.id', '=', parameter('assignee')).as('assignee'))
})
