import { sql } from 'kysely'
import { hasRole, projectArchived, requireRole } from '../../../access/rights.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { visibleUsers } from '../../../access/visibility.ts'
import { type ParameterOf, preparedByShape } from '../../../platform/database/queries/prepared.ts'
import { forShare } from '../../../platform/database/queries/sql.ts'
import { fieldProblem, type Problem } from '../../../platform/problem.ts'
import type { TaskRow, Tx } from '../../../tables/tables.ts'
import { type CategoryHome, knownHomes } from './category-homes.ts'
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
  if (isMoved && task.project_id !== null) {
    requireProject(viewer, task.project_id)
    // Synchronously: the query must be sent before the write that depends on it.
    if (viewer.archivedProjects.has(task.project_id)) throw projectArchived('/project')
  }
  const isMember = task.project_id === null || viewer.projects.has(task.project_id)
  const asks = {
    project: isMoved && !isMember ? task.project_id : null,
    category: isMoved || task.category_id !== before.category_id ? task.category_id : null,
    assignee: isMoved || task.assigned_to !== before.assigned_to ? task.assigned_to : null,
  }
  const isAssigneeKept = asks.assignee === null && task.assigned_to !== null
  const outside = isAssigneeKept && before ? before.outside_assignee : null
  // The viewer's own memberships and categories in the cache need no query.
  if (asks.assignee === viewer.id && isMember) asks.assignee = null
  const known = asks.category === null ? undefined : knownHomes(tx).get(asks.category)
  if (known && !categoryProblem(viewer, task, known)) asks.category = null
  if (asks.project === null && asks.category === null && asks.assignee === null) return outside

  const { id, projectIds } = viewer
  const [found] = await findReferences(tx, viewer.isAdmin || viewer.findsEveryone, {
    ...asks,
    home: task.project_id,
    viewer: id,
    projectIds,
  })
  if (!found) throw new Error('the references of a task are one row')
  if (asks.project !== null && !found.project) throw missing('project', '/project')
  if (asks.project !== null && found.project_archived_at !== null) throw projectArchived('/project')
  if (asks.category !== null) {
    if (!found.category) throw missing('category', '/category')
    const home = { owner: found.category_owner, project: found.category_project }
    knownHomes(tx).set(asks.category, home)
    const problem = categoryProblem(viewer, task, home)
    if (problem) throw problem
  }
  if (asks.assignee === null) return outside
  return (await isAssignedInside(tx, viewer, task, found)) ? null : asks.assignee
}

function requireProject(viewer: Viewer, projectId: number): void {
  if (!viewer.isAdmin && !viewer.projects.has(projectId)) throw missing('project', '/project')
  requireRole(viewer, projectId, 'editor')
}

type Found = Awaited<ReturnType<typeof findReferences>>[number]

function categoryProblem(viewer: Viewer, task: Named, { owner, project }: CategoryHome): Problem | undefined {
  const isVisible = owner === viewer.id || viewer.isAdmin || (project !== null && hasRole(viewer, project, 'viewer'))
  if (!isVisible) return missing('category', '/category')
  if (task.project_id === null ? owner === task.owner_id : project === task.project_id) return undefined
  const detail =
    task.project_id === null
      ? 'A private task can only have a private category of its owner.'
      : 'A task of a project can only have a category of that project.'
  return fieldProblem('invalid', 'task.category_elsewhere', '/category', detail)
}

/**
 * Whether the assignee is a member of the task's project, if it has one. Refuses users who may not be assigned to the
 * task.
 */
async function isAssignedInside(tx: Tx, viewer: Viewer, task: Named, found: Found): Promise<boolean> {
  if (!found.assignee) throw missing('user', '/assigned_to')
  if (task.project_id === null || found.member) return true
  if (viewer.findsEveryone) return isMemberByNow(tx, task.project_id, found.assignee)
  throw fieldProblem('invalid', 'task.assignee_no_member', '/assigned_to', 'This user is not a member of the project.')
}

/** A user who joins at the same moment becomes a member before this check, or after the transaction. */
async function isMemberByNow(tx: Tx, project: number, user: number): Promise<boolean> {
  await forShare(tx, tx.selectFrom('projects').select('id').where('id', '=', project)).execute()
  const member = tx.selectFrom('project_members').select('user_id').where('project_id', '=', project)
  return (await member.where('user_id', '=', user).executeTakeFirst()) !== undefined
}

type Asks = {
  project: number | null
  category: number | null
  assignee: number | null
  home: number | null
  viewer: number
  projectIds: readonly number[]
}

/** All resources that a task refers to, in one statement; null for those that do not exist. */
const findReferences = preparedByShape((tx: Tx, asked: ParameterOf<Asks>, findsEveryone: boolean) => {
  const sight = { id: asked('viewer'), projectIds: asked('projectIds'), scopes: [], isAdmin: findsEveryone }
  const assignee = visibleUsers(tx, sight).select('users.id').where('users.deactivated_at', 'is', null)
  return tx
    .selectFrom(sql<{ one: number }>`(select 1 as one)`.as('asked'))
    .leftJoin('projects', (join) => join.on('projects.id', '=', asked('project')))
    .leftJoin('categories', (join) => join.on('categories.id', '=', asked('category')))
    .leftJoin('project_members', (join) =>
      join.on('project_members.project_id', '=', asked('home')).on('project_members.user_id', '=', asked('assignee')),
    )
    .select([
      'projects.archived_at as project_archived_at',
      'projects.id as project',
      'project_members.user_id as member',
    ])
    .select(['categories.id as category', 'categories.owner_id as category_owner'])
    .select('categories.project_id as category_project')
    .select(assignee.where('users.id', '=', asked('assignee')).as('assignee'))
})

const missing = (thing: string, pointer: string) =>
  fieldProblem('not_found', `${thing}.not_found`, pointer, `The ${thing} does not exist.`)
