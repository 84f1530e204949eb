import { type RawBuilder, sql } from 'kysely'
import { idIn } from '../platform/database/queries/sql.ts'
import { type Scope, scopesOf } from '../tables/scope.ts'
import type { Reader } from '../tables/tables.ts'
import { listProjectIds, type Viewer } from './viewer.ts'

/** The values that decide visibility: those of a viewer, or placeholders in a prepared query. */
type Visibility = {
  id: number | RawBuilder<number>
  projectIds: readonly number[] | RawBuilder<readonly number[]>
  scopes: readonly Scope[] | RawBuilder<readonly Scope[]>
  isAdmin: boolean
  /** True if they may find every account; otherwise they find only those that they share a project with. */
  findsEveryone?: boolean
}

/** The visibility of a user who need not be logged in: what they see without the rights of an administrator. */
export async function visibilityOf(db: Reader, userId: number): Promise<Visibility> {
  const projectIds = await listProjectIds(db, userId)
  return { id: userId, projectIds, scopes: scopesOf(userId, projectIds), isAdmin: false }
}

/**
 * The rows that a query may return. `mine`: what the viewer owns, is assigned or shares. `all`: everything; only for
 * administrators, for others it means `mine`.
 */
export type Reach = 'mine' | 'all'

/**
 * The tasks that the viewer may see, as the start of a query. `columns` states how to write the columns that decide
 * this, for queries that must not start from an index on them.
 */
export function visibleTasks(db: Reader, viewer: Visibility, reach: Reach, columns = VISIBILITY_COLUMNS) {
  const tasks = db.selectFrom('tasks')
  if (reach === 'all' && viewer.isAdmin) return tasks
  return tasks.where(({ eb, or }) => or([idIn(db, columns.scope, viewer.scopes), eb(columns.shownTo, '=', viewer.id)]))
}

const VISIBILITY_COLUMNS = { scope: sql.ref<number>('tasks.scope'), shownTo: sql.ref<number>('tasks.shown_to') }

/** The projects that the viewer belongs to, as the start of a query. */
export function visibleProjects(db: Reader, viewer: Visibility, reach: Reach) {
  const projects = db.selectFrom('projects')
  if (reach === 'all' && viewer.isAdmin) return projects
  return projects.where(({ ref }) => idIn(db, ref('projects.id'), viewer.projectIds))
}

/** The viewer's own categories and those of their projects, as the start of a query. */
export function visibleCategories(db: Reader, viewer: Visibility, reach: Reach) {
  const categories = db.selectFrom('categories')
  if (reach === 'all' && viewer.isAdmin) return categories
  return categories.where(({ eb, or, ref }) =>
    or([eb('categories.owner_id', '=', viewer.id), idIn(db, ref('categories.project_id'), viewer.projectIds)]),
  )
}

/** The users that the viewer may find: themselves and everyone who shares a project with them, or everyone. */
export function visibleUsers(db: Reader, viewer: Visibility) {
  const users = db.selectFrom('users')
  if (viewer.isAdmin || viewer.findsEveryone) return users
  return users.where(({ eb, or, exists, selectFrom }) =>
    or([
      eb('users.id', '=', viewer.id),
      exists(
        selectFrom('project_members')
          .select('project_members.user_id')
          .whereRef('project_members.user_id', '=', 'users.id')
          .where(({ ref }) => idIn(db, ref('project_members.project_id'), viewer.projectIds)),
      ),
    ]),
  )
}

/** The reach for a single record by its id: administrators reach every record. */
export const reachOfOne = (viewer: Viewer): Reach => (viewer.isAdmin ? 'all' : 'mine')
