import { type Insertable, sql, type Updateable } from 'kysely'
import type { Viewer } from '../../access/viewer.ts'
import { type Reach, reachOfOne, visibleCategories } from '../../access/visibility.ts'
import { changeInBatches } from '../../platform/database/queries/batches.ts'
import { countUpTo, type Slice } from '../../platform/database/queries/paging.ts'
import { forUpdate, idIn } from '../../platform/database/queries/sql.ts'
import { listRows, type Start } from '../../platform/database/queries/top-n.ts'
import type { Reader, Tables, Tx } from '../../tables/tables.ts'

export type CategoryFilter = { project?: number | 'none' | undefined; ids?: readonly number[] | undefined }

/** Categories of an archived project are listed only if the filter names the project. */
function unarchived(viewer: Viewer, { project }: CategoryFilter): Viewer {
  if (project !== undefined || viewer.archivedProjects.size === 0) return viewer
  return { ...viewer, projectIds: viewer.projectIds.filter((id) => !viewer.archivedProjects.has(id)) }
}

function filtered(db: Reader, viewer: Viewer, reach: Reach, filter: CategoryFilter) {
  const { project, ids } = filter
  const categories = among(db, visibleCategories(db, unarchived(viewer, filter), reach), ids)
  if (project === undefined) return categories
  return project === 'none' ? categories.where('project_id', 'is', null) : categories.where('project_id', '=', project)
}

/** Which categories a list has. */
type CategorySelection = { viewer: Viewer; reach: Reach; filter: CategoryFilter }

export function listCategories(db: Reader, { viewer, reach, filter }: CategorySelection, slice: Slice) {
  const starts = startsOf(unarchived(viewer, filter), reach, filter)
  const categories = starts ? among(db, db.selectFrom('categories'), filter.ids) : filtered(db, viewer, reach, filter)
  const query = db.selectFrom('categories').selectAll('categories')
  return listRows(db, query, { table: 'categories', rows: categories, starts }, slice)
}

type Categories = ReturnType<typeof visibleCategories>

const among = (db: Reader, categories: Categories, ids: readonly number[] | undefined): Categories =>
  ids ? categories.where(({ ref }) => idIn(db, ref('categories.id'), ids)) : categories

/** The index entries from which a list starts: the viewer, their projects, or one of them. */
function startsOf(viewer: Viewer, reach: Reach, { project }: CategoryFilter): Start[] | undefined {
  const isAll = reach === 'all' && viewer.isAdmin
  if (isAll && typeof project !== 'number') return undefined
  const isSelected = (id: number) => project === undefined || project === id
  const projects = isAll ? [project] : viewer.projectIds.filter(isSelected)
  const own: Start = { column: 'categories.owner_id', value: sql`${viewer.id}` }
  const shared: Start = { column: 'categories.project_id', values: sql`${projects}` }
  if (typeof project === 'number') return [shared]
  return project === 'none' ? [own] : [own, shared]
}

export function countCategories(db: Reader, { viewer, reach, filter }: CategorySelection, limit: number) {
  return countUpTo(db, filtered(db, viewer, reach, filter), limit)
}

export function findCategory(db: Reader, viewer: Viewer, id: number) {
  const categories = visibleCategories(db, viewer, reachOfOne(viewer)).selectAll('categories')
  return categories.where('categories.id', '=', id).executeTakeFirst()
}

/** The category, locked until the transaction ends. */
export function findCategoryForUpdate(tx: Tx, viewer: Viewer, id: number) {
  const categories = visibleCategories(tx, viewer, reachOfOne(viewer)).selectAll('categories')
  return forUpdate(tx, categories.where('categories.id', '=', id)).executeTakeFirst()
}

export function findCategoryByUid(tx: Tx, uid: string) {
  return tx.selectFrom('categories').selectAll().where('uid', '=', uid).executeTakeFirst()
}

type Parent = { owner_id: number | null; project_id: number | null }

/** The category of an owner or a project with this name, or one that looks alike. */
export function findCategoryNamed(
  tx: Tx,
  { owner_id, project_id }: Parent,
  { key, lookalike }: { key: string; lookalike: string },
) {
  const [column, id] = owner_id === null ? (['project_id', project_id] as const) : (['owner_id', owner_id] as const)
  return tx
    .selectFrom('categories')
    .select('id')
    .where(column, '=', id)
    .where(({ eb, or }) => or([eb('name_key', '=', key), eb('name_lookalike', '=', lookalike)]))
    .executeTakeFirst()
}

export function insertCategory(tx: Tx, category: Insertable<Tables['categories']>) {
  return tx.insertInto('categories').values(category).returningAll().executeTakeFirstOrThrow()
}

export function setCategory(tx: Tx, id: number, category: Updateable<Tables['categories']>) {
  return tx
    .updateTable('categories')
    .set(category)
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function deleteCategoryRow(tx: Tx, id: number) {
  return tx.deleteFrom('categories').where('id', '=', id).execute()
}

/**
 * Deletes the categories of a project, or the private ones of an owner. The cascade of the database would do it in one
 * statement.
 */
export function deleteCategoriesOf(tx: Tx, column: 'project_id' | 'owner_id', id: number): Promise<void> {
  const those = tx.selectFrom('categories').select('id').where(column, '=', id)
  return changeInBatches((limit) =>
    tx.deleteFrom('categories').where('id', 'in', those.limit(limit)).returning('id').execute(),
  )
}
