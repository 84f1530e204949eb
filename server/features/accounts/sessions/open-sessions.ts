import type { Static } from 'typebox'
import { requireAdmin } from '../../../access/rights.ts'
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
import { EndedSessions, Session } from '../schema.ts'
import * as queries from './queries.ts'
import { endOtherSessions, endSession, endSessionsOf } from './service.ts'

const SORTABLE = {
  id: { column: 'sessions.id' },
  // Ids are ascending, so they sort like the instant of login.
  created_at: { column: 'sessions.id' },
}

export const SessionPage = pageOf(Session)
const tags = ['accounts']

/** The viewer's own sessions, and ending them. */
export function openSessionRoutes(app: HttpServer): void {
  listSessionsRoute(app)
  endSessionRoute(app)
  endOtherSessionsRoute(app)
  endUserSessionsRoute(app)
}

function listSessionsRoute(app: HttpServer): void {
  app.get(
    '/api/sessions',
    {
      schema: {
        tags,
        operationId: 'listSessions',
        summary: 'List your sessions',
        querystring: closed({ ...pageParameters, ...orderingParameter(Object.keys(SORTABLE)) }),
        response: responses({ 200: response(SessionPage, 'A page of sessions, latest login first.') }, 401, 404),
      },
    },
    async (request) => {
      const { db, viewer } = request
      const list = listRequest(request, { sortable: SORTABLE, fallback: '-id', unique: 'sessions.id' })
      return readPage(list, {
        rows: (slice) => queries.listOpenSessions(db, viewer.id, slice),
        count: (limit) => queries.countOpenSessions(db, viewer.id, limit),
        present: (row): Static<typeof Session> => ({
          ...row,
          last_used_at: row.last_used_at ?? row.created_at,
          current: row.id === viewer.sessionId,
        }),
      })
    },
  )
}

function endSessionRoute(app: HttpServer): void {
  app.delete(
    '/api/sessions/:id',
    {
      schema: {
        tags,
        operationId: 'endSession',
        summary: 'End a session',
        description: 'Its tokens stop working and its live connections are closed at once.',
        params: IdParams,
        response: responses({ 204: NoContent }, 401, 404),
      },
    },
    async (request, reply) => {
      await endSession(request.db, request.viewer, request.params.id)
      return reply.code(204).send()
    },
  )
}

function endOtherSessionsRoute(app: HttpServer): void {
  app.post(
    '/api/sessions/end-others',
    {
      schema: {
        tags,
        operationId: 'endOtherSessions',
        summary: 'End all other sessions',
        response: responses({ 200: response(EndedSessions, 'Only the current session remains.') }, 401),
      },
    },
    async (request) => ({ ended: await endOtherSessions(request.db, request.viewer) }),
  )
}

function endUserSessionsRoute(app: HttpServer): void {
  app.post(
    '/api/users/:id/end-sessions',
    {
      schema: {
        tags: ['users'],
        operationId: 'endUserSessions',
        summary: 'End all sessions of a user',
        description: 'The user has to log in again everywhere. Administrators only.',
        params: IdParams,
        response: responses({ 200: response(EndedSessions, 'The user has no open sessions.') }, 401, 403, 404),
      },
    },
    async ({ db, viewer, params }) => {
      requireAdmin(viewer)
      return { ended: await endSessionsOf(db, viewer, params.id) }
    },
  )
}
