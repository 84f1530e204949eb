import { countUpTo } from '../../platform/database/queries/paging.ts'
import type { Db } from '../../tables/tables.ts'

/** Counts open tasks, up to `limit`. */
export function countOpenTasks(db: Db, limit: number): Promise<number> {
  return countUpTo(db, db.selectFrom('tasks').where('status', 'in', ['pending', 'in_progress']), limit)
}
