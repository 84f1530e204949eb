import { bearerToken } from '../../../access/authentication.ts'
import { findViewer } from '../../../access/viewer.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import type { AttemptLimit } from '../../../platform/http/requests/rate-limit.ts'
import { response, responses } from '../../../platform/http/responses/responses.ts'
import { ref } from '../../../platform/http/schema.ts'
import { invalidField, Problem } from '../../../platform/problem.ts'
import { foldName } from '../../../platform/text/names.ts'
import { Credentials, RefreshRequest, RevokeRequest, RevokeResult, Tokens, User, VerifyRequest } from '../schema.ts'
import { presentUser } from '../users/present.ts'
import { findUser } from '../users/queries.ts'
import { clientOf } from './client.ts'
import type { LoginGuard } from './login-guard.ts'
import { cookieMissing, type RefreshCookies } from './refresh-cookies.ts'
import { logIn, refreshSession, revokeByRefreshToken, revokeSession, type SessionSettings } from './service.ts'

const tags = ['accounts']
/** The token may come in the header or in the body. */
const security: Record<string, string[]>[] = [{ bearer: [] }, {}]

type SessionRouteOptions = {
  sessionSettings: SessionSettings
  cookies: RefreshCookies
  guard: LoginGuard
  limit: AttemptLimit
}

export function sessionRoutes(app: HttpServer, options: SessionRouteOptions): void {
  logInRoute(app, options)
  refreshTokensRoute(app, options)
  verifyTokenRoute(app, options)
  logOutRoute(app, options)
}

function logInRoute(app: HttpServer, { sessionSettings, cookies, guard, limit }: SessionRouteOptions): void {
  app.post(
    '/api/token',
    {
      config: { public: true, worksInMaintenance: true },
      schema: {
        tags,
        operationId: 'logIn',
        summary: 'Log in',
        body: ref(Credentials),
        response: responses({ 200: response(Tokens, 'The tokens of the new session.') }, 'body', 401, 403),
      },
    },
    async (request, reply) => {
      const inCookie = cookies.areUsedBy(request)
      await limit(request, reply, `name ${foldName(request.body.username || request.body.email || '')}`)
      const { user, ...tokens } = await logIn(request.db, { sessionSettings, guard }, clientOf(request), request.body)
      request.logFields = { user: user.id }
      reply.header('cache-control', 'no-store')
      return { ...(inCookie ? cookies.take(request, reply, tokens) : tokens), user: presentUser(user) }
    },
  )
}

function refreshTokensRoute(app: HttpServer, { sessionSettings, cookies }: SessionRouteOptions): void {
  app.post(
    '/api/token/refresh',
    {
      config: { public: true, worksInMaintenance: true },
      schema: {
        tags,
        operationId: 'refreshTokens',
        summary: 'Refresh the tokens',
        description:
          'A refresh token can be used once. A repeat within a few seconds, from another tab or after a lost response, ' +
          'returns the same new refresh token. Later reuse, or reuse once the new token has been used, ends the session.',
        body: ref(RefreshRequest),
        response: responses({ 200: response(Tokens, 'The new tokens.') }, 'body', 401, 403),
      },
    },
    async (request, reply) => {
      const inCookie = cookies.areUsedBy(request)
      const refresh = request.body.refresh ?? (inCookie ? cookies.read(request) : undefined)
      if (!refresh) throw inCookie ? cookieMissing() : invalidField('/refresh', 'This field is required.')
      const tokens = await refreshSession(request.db, sessionSettings, refresh, clientOf(request))
      const claims = sessionSettings.tokens.verify(tokens.access)
      const user = claims && (await findUser(request.db, claims.userId))
      if (!user) throw new Problem('unauthenticated', 'token.invalid', 'The account no longer exists.')
      reply.header('cache-control', 'no-store')
      return { ...(inCookie ? cookies.take(request, reply, tokens) : tokens), user: presentUser(user) }
    },
  )
}

function verifyTokenRoute(app: HttpServer, { sessionSettings }: SessionRouteOptions): void {
  app.post(
    '/api/token/verify',
    {
      config: { public: true, bodyOptional: true, worksInMaintenance: true },
      schema: {
        tags,
        security,
        operationId: 'verifyToken',
        summary: 'Verify an access token',
        description: 'The token comes from the body or from the Authorization header.',
        body: ref(VerifyRequest),
        response: responses({ 200: response(User, 'The token is valid. The response is its user.') }, 'body', 401),
      },
    },
    async (request) => {
      const token = request.body?.token ?? bearerToken(request)
      const claims = token ? sessionSettings.tokens.verify(token) : undefined
      const viewer = claims && (await findViewer(request.db, claims.userId, claims.sessionId))
      const user = viewer && (await findUser(request.db, viewer.id))
      if (!user)
        throw new Problem(
          'unauthenticated',
          'token.invalid',
          'The token is invalid or has expired. Refresh it or log in again.',
        )
      return presentUser(user)
    },
  )
}

function logOutRoute(app: HttpServer, { sessionSettings, cookies }: SessionRouteOptions): void {
  app.post(
    '/api/token/revoke',
    {
      config: { public: true, bodyOptional: true, worksInMaintenance: true },
      schema: {
        tags,
        security,
        operationId: 'logOut',
        summary: 'Log out',
        description:
          'Ends the session of the refresh token in the body or of the access token in the Authorization header, which ' +
          'can have expired. Both tokens become invalid immediately. An expired refresh token is not an error.',
        body: ref(RevokeRequest),
        response: responses({ 200: response(RevokeResult, 'The session has ended.') }, 'body', 401, 403),
      },
    },
    async (request, reply) => {
      const inCookie = cookies.areUsedBy(request)
      if (inCookie) cookies.clear(request, reply)
      const refresh = request.body?.refresh ?? (inCookie ? cookies.read(request) : undefined)
      const access = bearerToken(request)
      const claims = access && sessionSettings.tokens.verifyExpired(access)
      if (refresh) await revokeByRefreshToken(request.db, refresh)
      else if (claims) await transaction(request.db, (tx) => revokeSession(tx, claims.sessionId))
      else
        throw new Problem(
          'unauthenticated',
          'token.missing',
          'No token was sent. Send the refresh token or an access token.',
        )
      return { revoked: true as const }
    },
  )
}
