import { type Static, Type } from 'typebox'
import { eventInView, viewOf } from '../../access/event-views.ts'
import { requireRole } from '../../access/rights.ts'
import type { Viewer } from '../../access/viewer.ts'
import type { EventType } from '../../events/catalog.ts'
import { EVENT_TYPES, eventShapes } from '../../events/event-shapes.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { listRequest, pageOf, pageParameters, readPage } from '../../platform/http/responses/lists.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed, documentedAs, Id, IdParams, Instant, named, nullable } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import { countProjectEvents, findProject, listProjectEvents } from './queries.ts'

const Actor = named(
  'ProjectActivityActor',
  closed({ id: Id, username: nullable(Type.String()), display_name: Type.String() }),
)

const aboutActivity = {
  id: Id,
  subject: { ...Id, description: 'The id of the resource that the first part of `type` names.' },
  actor: Type.Unsafe<Static<typeof Actor> | null>({
    anyOf: [{ $ref: 'ProjectActivityActor#' }, { type: 'null' }],
    description: 'The user who caused the event. Null if the account is deleted, or for the system.',
  }),
  happened_at: Instant,
}

const ProjectActivity = named(
  'ProjectActivity',
  documentedAs(
    closed({
      ...aboutActivity,
      type: Type.String(),
      changes: Type.Record(Type.String(), closed({ from: Type.Unknown(), to: Type.Unknown() })),
    }),
    eventShapes(
      'ProjectActivity',
      EVENT_TYPES.filter((type) => /^(project|category|task)\./.test(type)),
      { ...aboutActivity, actor: { anyOf: [{ $ref: '#/components/schemas/ProjectActivityActor' }, { type: 'null' }] } },
    ),
  ),
)
type ProjectActivity = Static<typeof ProjectActivity>

const ProjectActivityPage = pageOf(ProjectActivity)
const ORDER = { sortable: { id: { column: 'events.id' } }, fallback: '-id', unique: 'events.id' }

export function projectActivityRoute(app: HttpServer): void {
  for (const shape of [Actor, ProjectActivity, ProjectActivityPage]) app.addSchema(shape)

  app.get(
    '/api/projects/:id/activity',
    {
      schema: {
        tags: ['projects'],
        operationId: 'listProjectActivity',
        summary: 'List the activity of a project',
        description: 'Lists the events of the project and its members, categories and tasks, latest first.',
        params: IdParams,
        querystring: closed(pageParameters),
        response: responses({ 200: response(ProjectActivityPage, 'A page of activity.') }, 401, 404),
      },
    },
    async (request) => {
      const { db, viewer, params } = request
      if (!(await findProject(db, viewer, params.id))) throw notFound('project')
      requireRole(viewer, params.id, 'viewer')
      const list = listRequest(request, ORDER)
      return readPage(list, {
        rows: (slice) => listProjectEvents(db, params.id, slice),
        count: (limit) => countProjectEvents(db, params.id, limit),
        present: (row) => present(row, viewer),
      })
    },
  )
}

type Row = Awaited<ReturnType<typeof listProjectEvents>>[number]

/** Users who could not see a task before it came into the project do not get its previous values. */
function present(row: Row, { isAdmin, scopes }: Viewer): ProjectActivity {
  const { id, subject_id: subject, actor_id, username, display_name, changes, happened_at } = row
  const type = row.type as EventType
  const actor = actor_id === null ? null : { id: actor_id, username, display_name: display_name ?? '' }
  const view = isAdmin ? 'whole' : viewOf({ ...row, type }, { scopes: new Set(scopes) })
  return { id, subject, actor, ...eventInView(view, { type, changes }), happened_at }
}
