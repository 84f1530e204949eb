import type { Static } from 'typebox'
import { requireAdmin } from '../../../access/rights.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { clock } from '../../../platform/clock.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../../platform/http/responses/lists.ts'
import { NoContent, response, responses } from '../../../platform/http/responses/responses.ts'
import { closed, IdParams } from '../../../platform/http/schema.ts'
import { notFound } from '../../../platform/problem.ts'
import { UserSession } from '../schema.ts'
import * as queries from './queries.ts'
import { sessionFilter, sessionFilterFrom } from './row-actions.ts'
import { endAnySession } from './service.ts'

const SORTABLE = {
  id: { column: 'sessions.id' },
  // Ids are ascending, so they sort like the instant of login.
  created_at: { column: 'sessions.id' },
}

export const UserSessionPage = pageOf(UserSession)
const tags = ['accounts']

/** The sessions of all users, for administrators. */
export function allSessionRoutes(app: HttpServer): void {
  listUserSessionsRoute(app)
  readUserSessionRoute(app)
  endUserSessionRoute(app)
}

function listUserSessionsRoute(app: HttpServer): void {
  app.get(
    '/api/admin/sessions',
    {
      schema: {
        tags,
        operationId: 'listUserSessions',
        summary: 'List the sessions of all users',
        description: 'Sessions that have ended are listed until they would have expired. Administrators only.',
        querystring: closed({
          ...sessionFilter,
          ...orderingParameter(Object.keys(SORTABLE)),
          ...pageParameters,
        }),
        response: responses(
          { 200: response(UserSessionPage, 'A page of sessions, latest login first.') },
          401,
          403,
          404,
        ),
      },
    },
    async (request) => {
      const { db, viewer, query } = request
      requireAdmin(viewer)
      const list = listRequest(request, { sortable: SORTABLE, fallback: '-id', unique: 'sessions.id' })
      const filter = sessionFilterFrom(query, viewer)
      return readPage(list, {
        rows: (slice) => queries.listSessions(db, filter, slice),
        count: (limit) => queries.countSessions(db, filter, limit),
        present: (row) => present(row, viewer),
      })
    },
  )
}

function readUserSessionRoute(app: HttpServer): void {
  app.get(
    '/api/admin/sessions/:id',
    {
      schema: {
        tags,
        operationId: 'readUserSession',
        summary: 'Get a session of any user',
        description: 'Administrators only.',
        params: IdParams,
        response: responses({ 200: response(UserSession, 'The session.') }, 401, 403, 404),
      },
    },
    async ({ db, viewer, params }) => {
      requireAdmin(viewer)
      const session = await queries.findSession(db, params.id)
      if (!session) throw notFound('session')
      return present(session, viewer)
    },
  )
}

function endUserSessionRoute(app: HttpServer): void {
  app.delete(
    '/api/admin/sessions/:id',
    {
      schema: {
        tags,
        operationId: 'endUserSession',
        summary: 'End a session of any user',
        description:
          'Its tokens stop working and its live connections are closed at once. The session stays in the list as ended. Administrators only.',
        params: IdParams,
        response: responses({ 204: NoContent }, 401, 403, 404),
      },
    },
    async ({ db, viewer, params }, reply) => {
      requireAdmin(viewer)
      await endAnySession(db, viewer, params.id)
      return reply.code(204).send()
    },
  )
}

function present(row: queries.SessionRow, { sessionId }: Viewer): Static<typeof UserSession> {
  const { revoked_at, last_used_at, ...session } = row
  const ended_at = revoked_at ?? (row.expires_at <= clock.now() ? row.expires_at : null)
  return { ...session, last_used_at: last_used_at ?? row.created_at, ended_at, current: row.id === sessionId }
}
