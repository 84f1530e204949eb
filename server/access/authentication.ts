import type { FastifyRequest } from 'fastify'
import type { HttpServer } from '../platform/http/http-server.ts'
import { keepPrivate } from '../platform/http/responses/caching.ts'
import { Problem } from '../platform/problem.ts'
import type { AccessTokens } from './access-tokens.ts'
import { actingAs } from './acting.ts'
import { type FindViewer, type Viewer, viewerForMethod } from './viewer.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Does not require a token. Every other route does. */
    public?: boolean
    /** Also available to users who must change their password first. */
    beforePasswordChange?: boolean
  }
  interface FastifyRequest {
    /** The claims of the token, once its signature has been verified. */
    claims: { userId: number; sessionId: number } | undefined
    /** The authenticated user. Throws on public routes, which do not require one. */
    readonly viewer: Viewer
    foundViewer: Viewer | undefined
    /** The change version up to which the viewer is known to be current. */
    viewerVersion: number
    /** When the viewer was found, by `performance.now`. */
    viewerFoundAt: number
  }
}

/** Verifies the token of every request. Executes no statement. */
export function readTokens(app: HttpServer, tokens: AccessTokens): void {
  app.decorateRequest('claims', undefined)
  app.decorateRequest('foundViewer', undefined)
  app.decorateRequest('viewerVersion', 0)
  app.decorateRequest('viewerFoundAt', 0)
  app.decorateRequest('viewer', {
    getter() {
      const { foundViewer } = this as FastifyRequest
      if (!foundViewer) throw new Error('this route is public: it has no viewer')
      return foundViewer
    },
  })
  app.addHook('onRequest', (request, reply, done) => {
    const token = bearerToken(request)
    if (token || !request.routeOptions.config.public) keepPrivate(reply)
    if (token) request.claims = tokens.verify(token)
    done()
  })
}

/** The body of a request can take a minute to arrive. After this time the viewer is looked up again. */
const RECHECK_AFTER_MS = 100

/** Finds the viewer of each request. Refuses requests without a token and requests whose session has ended. */
export function requireViewers(app: HttpServer, findViewer: FindViewer): void {
  async function requireViewer(request: FastifyRequest): Promise<void> {
    const { claims } = request
    const found = claims && (await findViewer(claims.userId, claims.sessionId))
    if (!found) {
      throw new Problem(
        'unauthenticated',
        'token.invalid',
        'The token is invalid or has expired. Refresh it or log in again.',
      )
    }
    request.foundViewer = viewerForMethod(request.method, found.viewer)
    request.logFields = { user: found.viewer.id }
    request.viewerVersion = found.version
    request.viewerFoundAt = performance.now()
    if (found.viewer.mustChangePassword && !request.routeOptions.config.beforePasswordChange)
      throw passwordChangeRequired()
  }

  app.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions
    if (config.public || request.is404) return
    const { authorization } = request.headers
    if (!/^Bearer(?: |$)/i.test(authorization ?? '')) {
      const found = authorization ? 'The scheme of the Authorization header is not Bearer.' : 'No token was sent.'
      throw new Problem('unauthenticated', 'token.missing', `${found} Send \`Authorization: Bearer <access>\`.`)
    }
    await requireViewer(request)
  })
  app.addHook('preHandler', (request, _reply, done) => {
    const isRecent = performance.now() - request.viewerFoundAt < RECHECK_AFTER_MS
    const proceed = () => handle(request, done)
    if (!request.foundViewer || isRecent) return proceed()
    requireViewer(request).then(proceed, done)
  })
}

/** Runs the request on behalf of the viewer. Only the addresses of administrators are recorded. */
function handle(request: FastifyRequest, done: () => void): void {
  const { foundViewer } = request
  if (foundViewer) actingAs(foundViewer, foundViewer.role === 'admin' ? request.ip : null, done)
  else done()
}

export const passwordChangeRequired = () =>
  new Problem(
    'forbidden',
    'password.change_required',
    'Change your password first: PATCH /api/users/me with `current_password` and `password`.',
  )

export function bearerToken({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}
