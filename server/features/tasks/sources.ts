import type { Viewer } from '../../access/viewer.ts'
import { visibleTasks } from '../../access/visibility.ts'
import { idIn } from '../../platform/database/queries/sql.ts'
import type { Db } from '../../tables/tables.ts'
import { presentTask, SHOWN_COLUMNS } from './fields/present.ts'
import { listTasks } from './lists/queries.ts'
import type { Task } from './schema.ts'

/** Tasks for features that show them beside other resources, in the format of a single task. */
export const taskSource = {
  async find(db: Db, viewer: Viewer, ids: readonly number[]): Promise<Task[]> {
    const tasks = visibleTasks(db, viewer, 'mine').select(SHOWN_COLUMNS)
    const asked = tasks.where(({ ref }) => idIn(db, ref('tasks.id'), ids))
    return (await asked.orderBy('tasks.id').execute()).map(presentTask)
  },

  async page(db: Db, viewer: Viewer, after: number, limit: number): Promise<Task[]> {
    const selection = { viewer, reach: 'mine' as const, filter: {}, archived: undefined }
    const slice = { order: BY_ID, size: limit, offset: 0, after: [after] }
    const { rows } = await listTasks(db, { selection, slice, countLimit: undefined })
    return rows.slice(0, limit).map(presentTask)
  },
}

const BY_ID = [{ column: 'tasks.id', descending: false, nullable: false }]
