import { eventInView, viewOf } from '../../../access/event-views.ts'
import type { Viewer } from '../../../access/viewer.ts'
import type { EventType } from '../../../events/catalog.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { listRequest, pageOf, pageParameters, readPage } from '../../../platform/http/responses/lists.ts'
import { response, responses } from '../../../platform/http/responses/responses.ts'
import { closed, IdParams } from '../../../platform/http/schema.ts'
import { notFound } from '../../../platform/problem.ts'
import { findTask } from '../queries.ts'
import { Activity } from '../schema.ts'
import { countActivity, listActivity } from './queries.ts'

export const ActivityPage = pageOf(Activity)

const ORDER = { sortable: { id: { column: 'events.id' } }, fallback: 'id', unique: 'events.id' }

export function activityRoutes(app: HttpServer): void {
  app.get(
    '/api/tasks/:id/activity',
    {
      schema: {
        tags: ['tasks'],
        operationId: 'listTaskActivity',
        summary: 'List the activity of a task',
        params: IdParams,
        querystring: closed(pageParameters),
        response: responses({ 200: response(ActivityPage, 'A page of events, oldest first.') }, 401, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      if (!(await findTask(request.db, request.viewer, id))) throw notFound('task')
      const list = listRequest(request, ORDER)
      return readPage(list, {
        rows: (slice) => listActivity(request.db, request.viewer, id, slice),
        count: (limit) => countActivity(request.db, request.viewer, id, limit),
        present: (row) => present(row, request.viewer),
      })
    },
  )
}

function present(row: Awaited<ReturnType<typeof listActivity>>[number], { isAdmin, scopes }: Viewer): Activity {
  const { id, actor_id, username, display_name, changes, happened_at } = row
  const type = row.type as EventType
  const actor = actor_id === null ? null : { id: actor_id, username, display_name: display_name ?? '' }
  const view = isAdmin ? 'whole' : viewOf({ ...row, type }, { scopes: new Set(scopes) })
  return { id, actor, ...eventInView(view, { type, changes }), happened_at }
}
