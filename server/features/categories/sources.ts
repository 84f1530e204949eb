import type { Viewer } from '../../access/viewer.ts'
import { type Reach, visibleCategories } from '../../access/visibility.ts'
import { idIn } from '../../platform/database/queries/sql.ts'
import type { Db } from '../../tables/tables.ts'
import { presentCategory } from './present.ts'
import type { Category } from './schema.ts'

/** Categories for features that show them beside other resources, in the format of a single category. */
export const categorySource = {
  async find(db: Db, viewer: Viewer, ids: readonly number[], reach: Reach = 'mine'): Promise<Category[]> {
    const categories = visibleCategories(db, viewer, reach).selectAll('categories')
    const asked = categories.where(({ ref }) => idIn(db, ref('categories.id'), ids))
    return (await asked.orderBy('categories.id').execute()).map(presentCategory)
  },

  async page(db: Db, viewer: Viewer, after: number, limit: number): Promise<Category[]> {
    const categories = visibleCategories(db, viewer, 'mine').selectAll('categories').where('categories.id', '>', after)
    return (await categories.orderBy('categories.id').limit(limit).execute()).map(presentCategory)
  },
}
