import type { Insertable, Updateable } from 'kysely'
import type { Viewer } from '../../access/viewer.ts'
import { type Reach, reachOfOne, visibleCategories } from '../../access/visible.ts'
import { countUpTo, type Slice, sliced } from '../../platform/database/queries/paging.ts'
import { locked } from '../../platform/database/queries/sql.ts'
import type { Reader, Tables, Tx } from '../../tables/tables.ts'

export type CategoryFilter = { project?: number | 'none' | undefined }

function filtered(db: Reader, viewer: Viewer, reach: Reach, { project }: CategoryFilter) {
  const categories = visibleCategories(db, viewer, reach)
  if (project === undefined) return categories
  return project === 'none' ? categories.where('project_id', 'is', null) : categories.where('project_id', '=', project)
}

export function listCategories(db: Reader, viewer: Viewer, reach: Reach, filter: CategoryFilter, slice: Slice) {
  return sliced(filtered(db, viewer, reach, filter).selectAll('categories'), slice).execute()
}

export function countCategories(db: Reader, viewer: Viewer, reach: Reach, filter: CategoryFilter, limit: number) {
  return countUpTo(db, filtered(db, viewer, reach, filter), limit)
}

export function findCategory(db: Reader, viewer: Viewer, id: number) {
  const categories = visibleCategories(db, viewer, reachOfOne(viewer)).selectAll('categories')
  return categories.where('categories.id', '=', id).executeTakeFirst()
}

/** The category, held until the transaction ends. */
export function findCategoryToChange(tx: Tx, viewer: Viewer, id: number) {
  const categories = visibleCategories(tx, viewer, reachOfOne(viewer)).selectAll('categories')
  return locked(tx, categories.where('categories.id', '=', id)).executeTakeFirst()
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
