import { Type } from 'typebox'
import { requireAdmin } from '../../access/rights.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { listRequest, pageOf, pageParameters, readPage } from '../../platform/http/responses/lists.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed, IdParams, ref } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import type { AdminActionRow } from '../../tables/admin-actions.ts'
import * as queries from './queries.ts'
import { AdminAction, AdminActionState, type NewAdminAction, requestsOf, type Targets } from './schema.ts'
import { cancelAction, requestAction } from './service.ts'

const AdminActionPage = pageOf(AdminAction)
const tags = ['admin actions']

/** Actions on every row of a list that matches a filter, for administrators. */
export function adminActions(app: HttpServer, targets: Targets): void {
  const requests = requestsOf(targets)
  for (const shape of [AdminAction, AdminActionPage, ...requests]) app.addSchema(shape)
  requestAdminActionRoute(app, targets, anyOf(requests))
  listAdminActionsRoute(app)
  oneActionRoutes(app)
}

const anyOf = (requests: ReturnType<typeof requestsOf>) =>
  Type.Unsafe<NewAdminAction>({
    title: 'NewAdminAction',
    type: 'object',
    discriminator: { propertyName: 'resource' },
    required: ['resource'],
    oneOf: requests.map(ref),
    examples: [{ resource: 'tasks', action: 'complete', filter: { status: ['in_progress'] }, expected_count: 12 }],
  })

function requestAdminActionRoute(app: HttpServer, targets: Targets, body: ReturnType<typeof anyOf>): void {
  app.post(
    '/api/admin/actions',
    {
      config: { creates: true },
      schema: {
        tags,
        operationId: 'requestAdminAction',
        summary: 'Start a bulk action',
        description:
          'Chooses the rows that match the filter now, at most 50,000, and carries out the action for each of them in the ' +
          'background, with the rights of the administrator. Each row succeeds or fails on its own. Administrators only.',
        body,
        response: responses(
          { 202: response(AdminAction, 'The action, which waits for a worker.') },
          'body',
          401,
          409,
          422,
        ),
      },
    },
    async ({ viewer, db, body }, reply) => {
      requireAdmin(viewer)
      return reply.code(202).send(present(await requestAction(db, viewer, targets, body)))
    },
  )
}

function listAdminActionsRoute(app: HttpServer): void {
  app.get(
    '/api/admin/actions',
    {
      schema: {
        tags,
        operationId: 'listAdminActions',
        summary: 'List bulk actions',
        querystring: closed({ state: Type.Optional(AdminActionState), ...pageParameters }),
        response: responses({ 200: response(AdminActionPage, 'A page of actions, latest first.') }, 401, 403, 404),
      },
    },
    async (request) => {
      requireAdmin(request.viewer)
      const { db, query } = request
      const sortable = { id: { column: 'admin_actions.id' } }
      const list = listRequest(request, { sortable, fallback: '-id', unique: 'admin_actions.id' })
      return readPage(list, {
        rows: (slice) => queries.listActions(db, query.state, slice),
        count: (limit) => queries.countActions(db, query.state, limit),
        present,
      })
    },
  )
}

function oneActionRoutes(app: HttpServer): void {
  app.get(
    '/api/admin/actions/:id',
    {
      schema: {
        tags,
        operationId: 'readAdminAction',
        summary: 'Get a bulk action',
        description: 'Its state and how many rows are done. Administrators only.',
        params: IdParams,
        response: responses({ 200: response(AdminAction, 'The action.') }, 401, 403, 404),
      },
    },
    async ({ viewer, db, params }) => {
      requireAdmin(viewer)
      const action = await queries.findAction(db, params.id)
      if (!action) throw notFound('admin_action')
      return present(action)
    },
  )

  app.post(
    '/api/admin/actions/:id/cancel',
    {
      schema: {
        tags,
        operationId: 'cancelAdminAction',
        summary: 'Cancel a bulk action',
        description:
          'Rows that were already changed stay changed. An action that has ended is not affected. Administrators only.',
        params: IdParams,
        response: responses({ 200: response(AdminAction, 'The action, which has ended.') }, 401, 403, 404),
      },
    },
    async ({ viewer, db, params }) => {
      requireAdmin(viewer)
      return present(await cancelAction(db, params.id))
    },
  )
}

const present = ({ actor_id, address: _, next_batch: __, value, ...action }: AdminActionRow) =>
  ({ ...action, value: value === null ? null : String(value), requested_by: actor_id }) as AdminAction
