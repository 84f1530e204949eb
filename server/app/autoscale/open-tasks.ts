import { countUpTo } from '../../platform/database/queries/paging.ts'
import type { Db } from '../../tables/tables.ts'

/** Tasks that somebody still has to do, counting no further than `limit`. */
export function countOpenTasks(db: Db, limit: number): Promise<number> {
  return countUpTo(db, db.selectFrom('tasks').where('status', 'in', ['pending', 'in_progress']), limit)
}
