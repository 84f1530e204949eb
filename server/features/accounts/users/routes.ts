import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { requireAdmin } from '../../../access/rights.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { changeRoutes } from '../../../platform/http/change-routes.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import type { AttemptLimit } from '../../../platform/http/requests/rate-limit.ts'
import { expectedVersion, setVersion } from '../../../platform/http/responses/etag.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../../platform/http/responses/lists.ts'
import { NoContent, response, responses } from '../../../platform/http/responses/responses.ts'
import { closed, IdParams, ref } from '../../../platform/http/schema.ts'
import { notFound, Problem } from '../../../platform/problem.ts'
import type { UserRow } from '../../../tables/tables.ts'
import { NewAccount, NewUser, Tokens, User, UserDeletion, UserPatch, UserReplacement, userFilter } from '../schema.ts'
import { clientOf } from '../sessions/client.ts'
import type { LoginGuard } from '../sessions/login-guard.ts'
import type { RefreshCookies } from '../sessions/refresh-cookies.ts'
import type { SessionSettings } from '../sessions/service.ts'
import { guardPassword, limitAddressChanges } from './change-limits.ts'
import { presentUser } from './present.ts'
import * as queries from './queries.ts'
import { createUser, deleteUser, register, updateUser } from './service.ts'

const SORTABLE = {
  id: { column: 'users.id' },
  created_at: { column: 'users.id' },
  username: { column: 'users.username_order', nullable: true },
  email: { column: 'users.email_key', nullable: true },
}

export const UserPage = pageOf(User)

type UserRouteOptions = {
  sessionSettings: SessionSettings
  cookies: RefreshCookies
  registration: 'open' | 'closed'
  guard: LoginGuard
  limits: Record<'login' | 'registration' | 'passwordReset', AttemptLimit>
}

export function userRoutes(app: HttpServer, options: UserRouteOptions): void {
  registerRoute(app, options)
  listUsersRoute(app)
  createUserRoute(app)
  oneUserRoutes(app, options, { url: '/api/users/me', params: undefined, idOf: ({ viewer }) => viewer.id })
  oneUserRoutes(app, options, {
    url: '/api/users/:id',
    params: IdParams,
    idOf: ({ params }) => (params as Static<typeof IdParams>).id,
  })
}

function registerRoute(app: HttpServer, { sessionSettings, cookies, registration, limits }: UserRouteOptions): void {
  app.post(
    '/api/register',
    {
      config: { public: true, creates: true },
      schema: {
        tags: ['accounts'],
        operationId: 'register',
        summary: 'Register an account',
        body: ref(NewAccount),
        response: responses({ 201: response(Tokens, 'The new account with its tokens.') }, 'body', 403, 409, 422),
      },
    },
    async (request, reply) => {
      if (registration === 'closed') {
        throw new Problem(
          'forbidden',
          'registration.closed',
          'Registration is disabled. Ask an administrator for an account.',
        )
      }
      const inCookie = cookies.areUsedBy(request)
      await limits.registration(request, reply)
      const { user, ...tokens } = await register(request.db, sessionSettings, request.body, clientOf(request))
      reply
        .code(201)
        .header('cache-control', 'no-store')
        .header('location', app.publicAddress.pathOf(`/api/users/${user.id}`))
      const shown = showUser(reply, user)
      return { ...shown, ...(inCookie ? cookies.take(request, reply, tokens) : tokens), user: shown }
    },
  )
}

function listUsersRoute(app: HttpServer): void {
  app.get(
    '/api/users',
    {
      schema: {
        tags: ['users'],
        operationId: 'listUsers',
        summary: 'List users',
        querystring: closed({
          ...userFilter,
          ...orderingParameter(Object.keys(SORTABLE)),
          ...pageParameters,
        }),
        response: responses({ 200: response(UserPage, 'A page of users.') }, 401, 403, 404),
      },
    },
    async (request) => {
      requireAdmin(request.viewer)
      const list = listRequest(request, { sortable: SORTABLE, fallback: 'id', unique: 'users.id' })
      return readPage(list, {
        rows: (slice) => queries.listUsers(request.db, request.query, slice),
        count: (limit) => queries.countUsers(request.db, request.query, limit),
        present: presentUser,
      })
    },
  )
}

function createUserRoute(app: HttpServer): void {
  app.post(
    '/api/users',
    {
      config: { creates: true },
      schema: {
        tags: ['users'],
        operationId: 'createUser',
        summary: 'Create a user',
        description: 'The user must change the password before any other request.',
        body: ref(NewUser),
        response: responses({ 201: response(User, 'The new user.') }, 'body', 401, 403, 409, 422),
      },
    },
    async (request, reply) => {
      requireAdmin(request.viewer)
      const user = await createUser(request.db, request.viewer.id, { ...request.body, mustChangePassword: true })
      reply.code(201).header('location', app.publicAddress.pathOf(`/api/users/${user.id}`))
      return showUser(reply, user)
    },
  )
}

/** A path of user routes, and the id of the user that a request to it is about. */
type UserPath = {
  url: string
  params: typeof IdParams | undefined
  idOf: (request: { viewer: Viewer; params: unknown }) => number
}

function showUser(reply: FastifyReply, user: UserRow): User {
  setVersion(reply, user.version)
  return presentUser(user)
}

/** The same routes for the viewer and for any user by id. */
function oneUserRoutes(app: HttpServer, options: UserRouteOptions, path: UserPath): void {
  const routes = routeDetails(options, path)
  readUserRoute(app, routes)
  changeUserRoutes(app, routes, options)
  deleteUserRoute(app, routes)
}

type Routes = ReturnType<typeof routeDetails>

const routeDetails = ({ guard, limits }: UserRouteOptions, { url, params, idOf }: UserPath) => ({
  url,
  idOf,
  whose: params ? 'a user' : 'the current user',
  noun: params ? 'User' : 'Me',
  schema: { tags: ['users'], ...(params && { params }) },
  config: { beforePasswordChange: params === undefined },
  target: (request: FastifyRequest, reply: FastifyReply) => ({
    id: idOf(request),
    expected: expectedVersion(request),
    guard: guardPassword(request, reply, limits.login, guard),
  }),
})

function readUserRoute(app: HttpServer, { url, idOf, whose, noun, schema, config }: Routes): void {
  app.get(
    url,
    {
      config,
      schema: {
        ...schema,
        operationId: `read${noun}`,
        summary: `Get ${whose}`,
        response: responses({ 200: response(User, 'The user.') }, 401, 404),
      },
    },
    async (request, reply) => {
      const id = idOf(request)
      const mayRead = request.viewer.isAdmin || request.viewer.id === id
      const user = mayRead ? await queries.findUser(request.db, id) : undefined
      if (!user) throw notFound('user')
      return showUser(reply, user)
    },
  )
}

function changeUserRoutes(app: HttpServer, routes: Routes, { limits }: UserRouteOptions): void {
  const { url, whose, noun, schema, config, target } = routes
  changeRoutes(app, url, {
    ...schema,
    name: noun,
    phrase: whose,
    config,
    description:
      'A change of your own password or email address requires `current_password`. A change of the password ends all ' +
      'sessions; a password set by somebody else must be changed before any other request. Only administrators can ' +
      'change `role` and `is_active`.',
    body: { PUT: UserReplacement, PATCH: UserPatch },
    result: response(User, 'The updated user.'),
    failures: [401, 403, 404, 409, 412],
    change: async (request, reply, method) => {
      const body = request.body as UserPatch
      const fields = method === 'PUT' ? { ...body, username: body.username ?? null, email: body.email ?? null } : body
      const { db, viewer } = request
      const userTarget = target(request, reply)
      if (viewer.id === userTarget.id) await limitAddressChanges(request, reply, limits.passwordReset, fields)
      return showUser(reply, await updateUser(db, viewer, userTarget, fields))
    },
  })
}

function deleteUserRoute(app: HttpServer, { url, whose, noun, schema, target }: Routes): void {
  app.delete(
    url,
    {
      config: { bodyOptional: true },
      schema: {
        ...schema,
        operationId: `delete${noun}`,
        summary: `Delete ${whose}`,
        description:
          'Deletes the private tasks and categories as well. Resources in projects of other users remain. Deleting your own account ' +
          'requires `current_password`.',
        body: ref(UserDeletion),
        response: responses({ 204: NoContent }, 'body', 401, 404, 409, 412),
      },
    },
    async (request, reply) => {
      await deleteUser(request.db, request.viewer, target(request, reply), request.body ?? {})
      return reply.code(204).send()
    },
  )
}
