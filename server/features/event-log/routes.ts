import { requireAdmin } from '../../access/rights.ts'
import type { SubjectType } from '../../events/catalog.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { periodOf } from '../../platform/http/requests/dates.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../platform/http/responses/lists.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed, IdParams } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import { userOf } from '../../tables/scope.ts'
import type { Db } from '../../tables/tables.ts'
import * as queries from './queries.ts'
import { type EventQuery, type EventType, eventFilters, LoggedEvent } from './schema.ts'

const EventPage = pageOf(LoggedEvent)
const tags = ['events']

const SORTABLE = {
  id: { column: 'events.id' },
  // Ids are ascending, so they sort like the instants.
  happened_at: { column: 'events.id' },
}

/** The event log, for administrators. */
export function eventLog(app: HttpServer): void {
  for (const shape of [LoggedEvent, EventPage]) app.addSchema(shape)
  listEventsRoute(app)
  readEventRoute(app)
}

function listEventsRoute(app: HttpServer): void {
  app.get(
    '/api/admin/events',
    {
      schema: {
        tags,
        operationId: 'listEvents',
        summary: 'List events',
        description: 'Lists all events of this installation, latest first. Administrators only.',
        querystring: closed({ ...eventFilters, ...orderingParameter(Object.keys(SORTABLE)), ...pageParameters }),
        response: responses({ 200: response(EventPage, 'A page of events.') }, 401, 403, 404),
      },
    },
    async (request) => {
      const { db, viewer, query } = request
      requireAdmin(viewer)
      const list = listRequest(request, { sortable: SORTABLE, fallback: '-id', unique: 'events.id' })
      const filter = await filterFrom(db, query, viewer.timezone)
      return readPage(list, {
        rows: (slice) => queries.listEvents(db, filter, slice),
        count: (limit) => queries.countEvents(db, filter, limit),
        present,
      })
    },
  )
}

function readEventRoute(app: HttpServer): void {
  app.get(
    '/api/admin/events/:id',
    {
      schema: {
        tags,
        operationId: 'readEvent',
        summary: 'Get an event',
        description: 'Administrators only.',
        params: IdParams,
        response: responses({ 200: response(LoggedEvent, 'The event.') }, 401, 403, 404),
      },
    },
    async ({ db, viewer, params }) => {
      requireAdmin(viewer)
      const event = await queries.findEvent(db, params.id)
      if (!event) throw notFound('event')
      return present(event)
    },
  )
}

/**
 * The clocks of machines differ, and a transaction may take a while: an event may have a higher id than one that is a
 * little later.
 */
const MARGIN_MS = 60 * 60 * 1000

type Query = EventQuery & { happened_after?: string; happened_before?: string }

async function filterFrom(db: Db, query: Query, timezone: string): Promise<queries.EventFilter> {
  const { type, actor, subject, project } = query
  const { after, before } = periodOf(query, 'happened', timezone)
  const [first, end] = await Promise.all([
    after === undefined ? 1 : queries.firstEventFrom(db, shifted(after, -MARGIN_MS)),
    before === undefined ? 1 : queries.firstEventFrom(db, shifted(before, MARGIN_MS)),
  ])
  return { type, actor, subject, project, after, before, period: { first, end } }
}

function shifted(instant: string, milliseconds: number): string {
  const moved = new Date(Date.parse(instant) + milliseconds).toISOString()
  // Years after 9999 begin with a sign.
  return /^\d/.test(moved) ? moved : instant
}

function present(row: queries.EventRow): LoggedEvent {
  const { actor_id, subject_id, project_id, audience, type, subject_type, origin, ...event } = row
  return {
    id: event.id,
    type: type as EventType,
    actor: actor_id,
    address: event.address,
    subject_type: subject_type as SubjectType,
    subject: subject_id,
    project: project_id,
    audience_users: audience.flatMap((scope) => userOf(scope) ?? []),
    audience_projects: audience.filter((scope) => scope > 0),
    origin: origin as LoggedEvent['origin'],
    changes: event.changes,
    happened_at: event.happened_at,
  }
}
