import type { RowActions } from '../../access/row-actions.ts'
import { inBody, inQuery } from '../../platform/http/responses/comma-lists.ts'
import { Id } from '../../platform/http/schema.ts'
import { archivedFrom, type FilterParameters, filterFrom, filterParameters } from './lists/filters.ts'
import { listTasks } from './lists/queries.ts'
import { changeProject, completeTask, deleteTask, reopenTask } from './service.ts'

const { scope: _, ...parameters } = filterParameters

export const taskActions: RowActions = {
  filter: inBody(parameters),
  actions: {
    complete: { perform: (tx, viewer, id) => completeTask(tx, viewer, { id }) },
    reopen: { perform: (tx, viewer, id) => reopenTask(tx, viewer, { id }) },
    move: {
      value: {
        ...Id,
        description: 'The id of the project that `move` moves the tasks to. Their categories are cleared.',
      },
      perform: (tx, viewer, id, project: number) => changeProject(tx, viewer, { id }, project),
    },
    delete: { perform: (tx, viewer, id) => deleteTask(tx, viewer, { id }) },
  },
  async listIds(db, viewer, filter: object, { after, limit }) {
    const query: FilterParameters = { ...inQuery(filter), scope: 'all' }
    const selection = {
      viewer,
      reach: 'all' as const,
      filter: filterFrom(query, viewer),
      archived: archivedFrom(query),
    }
    const order = [{ column: 'tasks.id', descending: false, nullable: false }]
    const slice = { order, size: limit, offset: 0, after: [after] }
    const { rows } = await listTasks(db, { selection, slice, countLimit: undefined })
    return rows.slice(0, limit).map(({ id }) => id)
  },
}
