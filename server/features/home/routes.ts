import { Type } from 'typebox'
import { ping } from '../../platform/database/database.ts'
import { answer, answers } from '../../platform/http/answers/answers.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { closed, named, oneOf } from '../../platform/http/schema.ts'

const Health = named('Health', closed({ status: Type.Literal('ok') }))
const Readiness = named(
  'Readiness',
  closed({ status: oneOf(['ok', 'failing']), checks: closed({ database: oneOf(['ok', 'failing']) }) }),
)
const Index = named(
  'Index',
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

/** What anybody may ask of the server: whether it lives, whether it is ready, and what there is. */
export function home(app: HttpServer, { version }: { version: string }): void {
  for (const shape of [Health, Readiness, Index]) app.addSchema(shape)

  app.get(
    '/health',
    {
      config: { public: true, unlimited: true },
      schema: {
        tags,
        operationId: 'readHealth',
        summary: 'Whether the process lives',
        response: answers({ 200: answer(Health, 'It does.') }),
      },
    },
    () => ({ status: 'ok' as const }),
  )

  app.get(
    '/health/ready',
    {
      config: { public: true, unlimited: true },
      schema: {
        tags,
        operationId: 'readReadiness',
        summary: 'Whether requests can be served',
        response: { ...answers({ 200: answer(Readiness, 'They can.') }), 503: answer(Readiness, 'They cannot.') },
      },
    },
    async (request, reply) => {
      try {
        await ping(request.db)
        return { status: 'ok' as const, checks: { database: 'ok' as const } }
      } catch (reason) {
        request.log.warn({ err: reason }, 'the database does not answer')
        return reply.code(503).send({ status: 'failing', checks: { database: 'failing' } })
      }
    },
  )

  const index = { name: 'Docket', version, documentation: '/api/docs', schema: '/api/schema', resources: RESOURCES }
  app.get(
    '/api',
    {
      config: { public: true },
      schema: {
        tags,
        operationId: 'readIndex',
        summary: 'What there is, and where the documentation is',
        response: answers({ 200: answer(Index, 'The index.') }),
      },
    },
    () => index,
  )

  app.get('/', { config: { public: true }, schema: { hide: true } }, (request, reply) => {
    const wantsPage = request.headers.accept?.includes('text/html')
    reply.header('vary', 'accept')
    return wantsPage ? reply.redirect('/api/docs') : reply.send(index)
  })
}
