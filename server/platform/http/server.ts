import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type RawServerDefault } from 'fastify'
import { logRequests, openLog } from '../telemetry/log.ts'
import { traceRequests } from '../telemetry/tracing/requests.ts'
import { normalizeForwarded } from './addresses/forwarded.ts'
import { redirectToHttps, requireKnownHost } from './addresses/hosts.ts'
import { type PublicAddress, publicAddress } from './addresses/public-address.ts'
import { readTarget } from './addresses/target.ts'
import type { HttpServer } from './http-server.ts'
import { handleClientErrors } from './requests/client-errors.ts'
import { readJsonBodies } from './requests/json-body.ts'
import { refuseUnknownRoutes } from './requests/methods.ts'
import { keepRequestsInOrder } from './requests/pipelining.ts'
import { useStrictValidation } from './requests/validation.ts'
import { addEtags } from './responses/etag.ts'
import { ProblemBody, sendProblem } from './responses/problems.ts'
import { secureHeaders } from './responses/secure-headers.ts'
import { shareSerializers } from './responses/serialization.ts'
import { closeConnectionsOnStop } from './stopping.ts'

export type HttpOptions = {
  allowedHosts: readonly string[]
  corsOrigins: readonly string[]
  trustProxy: false | number | string[]
  httpsRedirect: boolean
  hstsIncludeSubdomains: boolean
  logLevel: string
  publicUrl?: string | undefined
  /** Rewrites the path of a request, without the base path, before routing. */
  rewriteUrl?: (url: string) => string
}

const MIB = 1024 * 1024

/** An HTTP server with everything that applies to all routes, and without routes. */
export async function createServer(options: HttpOptions): Promise<HttpServer> {
  const address = publicAddress(options.publicUrl)
  const app = fastifyFor(options, address)
  app.decorate('publicAddress', address)
  useStrictValidation(app)
  shareSerializers(app)
  app.addSchema(ProblemBody)
  app.decorateReply('problemCode', undefined)
  app.setErrorHandler((failure, request, reply) => sendProblem(failure, request, reply))
  traceRequests(app)
  logRequests(app)

  const secured = secureHeaders(options)
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(secured).header('x-request-id', request.id)
    done()
  })
  keepRequestsInOrder(app)
  requireKnownHost(app, options.allowedHosts)
  const methodsOf = refuseUnknownRoutes(app)
  handleClientErrors(app, secured, methodsOf)
  readJsonBodies(app)
  await app.register(cors, corsOptions(options.corsOrigins))
  if (options.httpsRedirect) redirectToHttps(app)
  addEtags(app)
  closeConnectionsOnStop(app)
  return app
}

function fastifyFor(options: HttpOptions, address: PublicAddress): HttpServer {
  const { rewriteUrl = (url) => url, trustProxy: hops } = options
  const log = openLog(options.logLevel)
  return Fastify<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger>({
    ...(log && { loggerInstance: log }),
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    trustProxy: typeof hops === 'number' ? (_address, hop) => hop < hops : hops,
    bodyLimit: MIB,
    genReqId: (request) => requestId(request.headers['x-request-id']),
    requestTimeout: 60_000,
    // Requests without a Host get a problem from our own check.
    http: { requireHostHeader: false },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    forceCloseConnections: 'idle',
    // Requests on open connections are handled as usual while the server closes, and their connections closed
    // afterwards.
    return503OnClosing: false,
    // Paths that the router cannot decode get here without running any hook.
    frameworkErrors: (failure, request, reply) =>
      sendProblem(failure, request, reply.header('x-request-id', request.id)),
    // The first step for every request.
    rewriteUrl: (request) => {
      if (hops !== false) normalizeForwarded(request.headers)
      return rewriteUrl(address.withoutBase(readTarget(request)))
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
}

const corsOptions = (origins: readonly string[]): FastifyCorsOptions => ({
  origin: origins.includes('*') ? '*' : [...origins],
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposedHeaders: [
    'ETag',
    'Idempotency-Replayed',
    'Location',
    'RateLimit',
    'RateLimit-Policy',
    'Retry-After',
    'X-Request-Id',
  ],
  maxAge: 600,
})

// The id of a proxy is adopted, so that its log and ours can be correlated.
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID()
}
