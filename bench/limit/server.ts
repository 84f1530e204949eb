// What Node and the database allow on this machine: the same responses from hand-written SQL, with no authentication (the
// user's id is taken from a header), no validation, no rights but visibility, and no events.
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import type { Store } from './store.ts'

const url = process.env.DATABASE_URL as string
const store: Store = url.startsWith('sqlite://')
  ? (await import('./sqlite.ts')).openSqliteStore(url.slice('sqlite://'.length))
  : (await import('./postgres.ts')).openPostgresStore(url)

const app = fastify()
const userOf = (request: FastifyRequest): number => Number(request.headers['x-user'])
const idOf = (request: FastifyRequest): number => Number((request.params as { id: string }).id)
const asJson = (reply: FastifyReply, json: string | undefined, status = 200) =>
  reply
    .code(json === undefined ? 404 : status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(json ?? '{}')

app.get('/health', () => ({ status: 'ok' }))

app.get('/api/tasks', async (request, reply) => {
  const { status, category, q } = request.query as Record<string, string>
  const user = userOf(request)
  if (q) return asJson(reply, page(request, await store.searchTasks(user, q)))
  if (status) return asJson(reply, page(request, await store.filterTasks(user, status, Number(category))))
  return asJson(reply, page(request, await store.listTasks(user)))
})

app.get('/api/projects', async (request, reply) =>
  asJson(reply, page(request, await store.listProjects(userOf(request)))),
)

app.get('/api/tasks/:id', async (request, reply) => asJson(reply, await store.findTask(userOf(request), idOf(request))))

app.post('/api/tasks', async (request, reply) =>
  asJson(reply, await store.createTask(userOf(request), request.body as Parameters<Store['createTask']>[1]), 201),
)

app.patch('/api/tasks/:id', async (request, reply) => {
  const { priority, due_date } = request.body as { priority: string; due_date: string | null }
  return asJson(reply, await store.updateTask(userOf(request), idOf(request), priority, due_date))
})

app.post('/api/tasks/:id/complete', async (request, reply) =>
  asJson(reply, await store.setStatus(userOf(request), idOf(request), 'completed', new Date().toISOString())),
)

app.post('/api/tasks/:id/reopen', async (request, reply) =>
  asJson(reply, await store.setStatus(userOf(request), idOf(request), 'pending', null)),
)

app.post('/api/token', async (request, reply) => {
  const { username, password } = request.body as { username: string; password: string }
  const { verify } = await import('@node-rs/argon2')
  const isRight = await verify(await store.passwordHashOf(username), password)
  return asJson(reply, isRight ? '{"access":"none","refresh":"none"}' : undefined)
})

function page(request: FastifyRequest, [count, results]: [number, string]): string {
  const next = count > 50 ? `"http://${request.headers.host}${request.url}?page=2"` : 'null'
  return `{"count":${count},"count_is_exact":true,"next":${next},"previous":null,"results":${results}}`
}

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
process.on('SIGTERM', () => process.exit(0))
