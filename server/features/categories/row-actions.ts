import { Type } from 'typebox'
import type { RowActions } from '../../access/row-actions.ts'
import { ID_PATTERN, idsFrom, idsParameter, inBody, inQuery } from '../../platform/http/responses/comma-lists.ts'
import { listCategories } from './queries.ts'
import { deleteCategory } from './service.ts'

type Filter = { project?: string; ids?: readonly number[] }

export const categoryActions: RowActions = {
  filter: inBody({
    project: Type.Optional(
      Type.String({
        pattern: `^(none|${ID_PATTERN})$`,
        description: 'The id of a project, or `none` for private categories.',
      }),
    ),
    ...idsParameter,
  }),
  actions: { delete: { perform: (tx, viewer, id) => deleteCategory(tx, viewer, { id }) } },
  async listIds(db, viewer, filter: Filter, { after, limit }) {
    const { project } = filter
    const wanted = {
      project: project === undefined || project === 'none' ? project : Number(project),
      ids: idsFrom(inQuery(filter)),
    } as const
    const order = [{ column: 'categories.id', descending: false, nullable: false }]
    const slice = { order, size: limit, offset: 0, after: [after] }
    const categories = await listCategories(db, { viewer, reach: 'all', filter: wanted }, slice)
    return categories.slice(0, limit).map(({ id }) => id)
  },
}
