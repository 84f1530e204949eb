import { deepEqual, equal, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import type { Api, ApiResponse, Method } from '../kit/api.ts'
import { docketIn } from '../kit/docket-command.ts'
import { onPostgresAlone } from '../kit/each-database.ts'
import { lambdaEndpoint } from '../kit/faults/lambda-endpoint.ts'
import { type Member, member } from '../kit/faults/members.ts'
import { jobsLeft } from '../kit/faults/outside-world.ts'
import { ask } from '../kit/faults/patient-client.ts'
import { findFreePort } from '../kit/processes/free-port.ts'
import { type Nginx, startNginx } from '../kit/proxies/nginx.ts'
import { redisForTests } from '../kit/redis/redis.ts'
import { elapse, until } from '../kit/until.ts'
import { type Person, register } from '../kit/world.ts'

const CLIENTS = 6
const LONGEST_SETTLING_MS = 40_000

onPostgresAlone('A rolling restart of two API processes and two workers behind nginx', (database) => {
  const docket = docketIn()
  const redis = redisForTests()
  const lambda = lambdaEndpoint()
  let nginx: Nginx
  let apis: Member[]
  let workers: Member[]

  let url: string

  before(async () => {
    url = await database.url()
    const environment = {
      DATABASE_URL: url,
      REDIS_URL: redis.url,
      JWT_SECRET_KEY: 'a secret key for these tests, of 32 bytes',
      COMPLETION_NOTICE: 'lambda',
      COMPLETION_LAMBDA: 'task-completed',
      AWS_ENDPOINT_URL: lambda.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'docket',
      AWS_SECRET_ACCESS_KEY: 'secret',
      LOG_LEVEL: 'warn',
      RATE_LIMIT_MAX: '0',
      TRUST_PROXY: 'true',
    }
    const ports = [await findFreePort(), await findFreePort()]
    const watched = [await findFreePort(), await findFreePort()]
    apis = ports.map((port, index) => member(docket, `api-${index + 1}`, { role: 'api', port }, () => environment))
    workers = watched.map((port, index) =>
      member(docket, `worker-${index + 1}`, { role: 'worker', port }, () => environment),
    )
    for (const one of [...apis, ...workers]) await one.start()
    nginx = await startNginx(ports)
  })
  after(() => nginx.stop())

  test('under load fails no request, and notifies each completion once', async (context) => {
    // One attempt each: a failed request is not repeated.
    const once = { send: (method: Method, path: string, options = {}) => ask(nginx.url + path, method, options) }
    const ann = await register(once as unknown as Api, 'ann')
    const responses: ApiResponse[] = []
    const completed: number[] = []
    const end = new AbortController()
    const loads = Array.from({ length: CLIENTS }, () => load(ann, { responses, completed, signal: end.signal }))
    await elapse(1_000)
    for (const one of [...apis, ...workers]) {
      equal((await one.stop()).code, 0, one.name)
      await one.start()
      await elapse(500)
    }
    end.abort()
    await Promise.all(loads)

    await untilAllIsDone(url, completed.length)
    const ends = await Promise.all([...apis, ...workers].map((one) => one.stop()))
    const notices = lambda.invocations.map(({ key }) => key)
    const failed = responses.filter(({ status }) => status >= 400)
    context.diagnostic(`requests ${responses.length}, failed ${failed.length}`)
    context.diagnostic(`completions ${completed.length}, notices ${notices.length}`)
    if (failed.length > 0) context.diagnostic(nginx.errors())
    ok(completed.length > 0)
    deepEqual(
      failed.map(({ status, text }) => [status, text]),
      [],
    )
    deepEqual([new Set(notices).size, notices.length], [completed.length, completed.length])
    deepEqual(
      ends.map(({ code }) => code),
      [0, 0, 0, 0],
    )
  })
})

type Load = { responses: ApiResponse[]; completed: number[]; signal: AbortSignal }

/** Creates, reads, changes and completes tasks, as a client that follows the documentation on repeating requests. */
async function load(person: Person, { responses, completed, signal }: Load): Promise<void> {
  const keep = async (asking: Promise<ApiResponse>): Promise<ApiResponse> => {
    const response = await asking
    responses.push(response)
    return response
  }
  const repeatable = () => ({ headers: { 'idempotency-key': randomUUID() } })
  while (!signal.aborted) {
    const { body: task, status } = await keep(person.post('/api/tasks', { title: 'Weed' }, repeatable()))
    if (status !== 201) continue
    await keep(person.get(`/api/tasks/${task.id}`))
    await keep(person.get('/api/tasks?page_size=10'))
    await keep(person.patch(`/api/tasks/${task.id}`, { priority: 'high' }, repeatable()))
    const done = await keep(person.post(`/api/tasks/${task.id}/complete`, undefined, repeatable()))
    if (done.status === 200) completed.push(task.id)
    await elapse(5)
  }
}

/** Waits until the workers have sent as many notices as expected, and have no other jobs. */
async function untilAllIsDone(url: string, notices: number): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  const done = `select count(*) as done from jobs where name = 'completion-notices.send' and state = 'done'`
  const isDone = async () => {
    const { rows } = await client.query(done)
    return Number(rows[0].done) >= notices && (await jobsLeft(client)) === 0
  }
  // The assertions of the caller name what is missing.
  await until(isDone, LONGEST_SETTLING_MS).catch(() => {})
  await client.end()
}
