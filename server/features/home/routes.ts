import { Type } from 'typebox'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { addVary } from '../../platform/http/responses/caching.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed, named } from '../../platform/http/schema.ts'
import { isStopping } from '../../platform/http/stopping.ts'
import type { Redis } from '../../platform/redis/redis.ts'
import { Readiness, readinessOf } from './readiness.ts'

const Health = named('Health', closed({ status: Type.Literal('ok') }))
const ApiIndex = named(
  'ApiIndex',
  closed({
    name: Type.String({ examples: ['Docket'] }),
    version: Type.String({ examples: ['0.1.0'] }),
    documentation: Type.String({ examples: ['/api/docs'] }),
    schema: Type.String({ examples: ['/api/schema'] }),
    resources: Type.Record(Type.String(), Type.String(), { examples: [{ tasks: '/api/tasks' }] }),
  }),
)

const RESOURCES = {
  register: '/api/register',
  token: '/api/token',
  users: '/api/users',
  me: '/api/users/me',
  profile: '/api/profile',
  projects: '/api/projects',
  tasks: '/api/tasks',
  categories: '/api/categories',
}

const tags = ['service']

type HomeOptions = { version: string; redis: Redis | undefined; isInMaintenance: boolean }

/** Public endpoints: liveness, readiness, and the index. */
export function home(app: HttpServer, options: HomeOptions): void {
  for (const shape of [Health, Readiness, ApiIndex]) app.addSchema(shape)
  healthRoute(app)
  readinessRoute(app, options)
  indexRoutes(app, options)
}

function healthRoute(app: HttpServer): void {
  app.get(
    '/health',
    {
      config: { public: true, unlimited: true, isProbe: true },
      schema: {
        tags,
        operationId: 'readHealth',
        summary: 'Check liveness',
        response: responses({ 200: response(Health, 'The process is alive.') }),
      },
    },
    () => ({ status: 'ok' as const }),
  )
}

function readinessRoute(app: HttpServer, { redis, isInMaintenance }: HomeOptions): void {
  const readReadiness = readinessOf(redis, { checksWrites: !isInMaintenance })
  app.get(
    '/health/ready',
    {
      config: { public: true, unlimited: true, isProbe: true },
      schema: {
        tags,
        operationId: 'readReadiness',
        summary: 'Check readiness',
        description:
          '`degraded`: requests are served while an optional service is unavailable. `stopping`: requests are still served, but new ones should go to another process.',
        response: {
          ...responses({ 200: response(Readiness, 'The process serves requests.') }),
          503: response(Readiness, 'The process does not serve requests, or is about to stop.'),
        },
      },
    },
    async (request, reply) => {
      const found = await readReadiness(request.db)
      if (found.reasons) request.log.warn({ reasons: found.reasons }, 'Docket is not fully ready')
      const readiness = isInMaintenance ? { ...found, maintenance: true } : found
      if (isStopping(app)) return reply.code(503).send({ ...readiness, status: 'stopping' })
      return reply.code(readiness.status === 'failing' ? 503 : 200).send(readiness)
    },
  )
}

function indexRoutes(app: HttpServer, { version }: HomeOptions): void {
  const { pathOf } = app.publicAddress
  const index = {
    name: 'Docket',
    version,
    documentation: pathOf('/api/docs'),
    schema: pathOf('/api/schema'),
    resources: Object.fromEntries(Object.entries(RESOURCES).map(([name, path]) => [name, pathOf(path)])),
  }
  app.get(
    '/api',
    {
      config: { public: true },
      schema: {
        tags,
        operationId: 'readIndex',
        summary: 'Get the API index',
        response: responses({ 200: response(ApiIndex, 'The API index.') }),
      },
    },
    () => index,
  )

  app.get('/', { config: { public: true }, schema: { hide: true } }, (request, reply) => {
    const wantsPage = request.headers.accept?.includes('text/html')
    addVary(reply, 'Accept')
    return wantsPage ? reply.redirect(pathOf('/api/docs')) : reply.send(index)
  })
}
