import { Type } from 'typebox'
import type { RowActions } from '../../access/row-actions.ts'
import { idsFrom, idsParameter, inBody, inQuery } from '../../platform/http/responses/comma-lists.ts'
import { oneOf } from '../../platform/http/schema.ts'
import { listProjects } from './queries.ts'
import { deleteProject } from './service.ts'

type Filter = { archived?: 'true' | 'false' | 'all'; ids?: readonly number[] }

export const projectActions: RowActions = {
  filter: inBody({
    archived: Type.Optional(
      oneOf('ArchivedFilter', ['true', 'false', 'all'], {
        description: 'Archived projects (`true`), all others (`false`) or both (`all`, the default).',
      }),
    ),
    ...idsParameter,
  }),
  actions: { delete: { perform: (tx, viewer, id) => deleteProject(tx, viewer, { id }) } },
  async listIds(db, viewer, filter: Filter, { after, limit }) {
    const { archived = 'all' } = filter
    const wanted = { archived: archived === 'all' ? undefined : archived === 'true', ids: idsFrom(inQuery(filter)) }
    const order = [{ column: 'projects.id', descending: false, nullable: false }]
    const projects = await listProjects(
      db,
      { viewer, reach: 'all', filter: wanted },
      { order, size: limit, offset: 0, after: [after] },
    )
    return projects.slice(0, limit).map(({ id }) => id)
  },
}
