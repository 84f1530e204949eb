import { deepEqual, equal, match } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { docketIn } from '../kit/docket-command.ts'
import { onPostgresAlone } from '../kit/each-database.ts'
import { type PgBouncer, releases, startPgBouncer } from './pgbouncer.ts'

for (const [release, program] of Object.entries(releases)) {
  onPostgresAlone(`Docket behind PgBouncer ${release}`, (database) => {
    const docket = docketIn()
    let bouncer: PgBouncer
    let environment: Record<string, string>

    before(async () => {
      bouncer = await startPgBouncer(program(), await database.url(), 'session')
      environment = { DATABASE_URL: bouncer.url }
    })
    after(() => bouncer?.stop())

    const inMode = async <R>(mode: string, work: () => Promise<R>) => {
      await bouncer.changeMode(mode)
      return work().finally(() => bouncer.changeMode('session'))
    }

    test('serves two processes at once in session mode, with every timestamp in UTC', async () => {
      equal((await docket.run(['migrate', 'up'], environment)).code, 0)
      const servers = [await docket.serve(environment), await docket.serve(environment, ['api'])]
      const token = await register(servers[0]?.url as string)
      const urls = servers.flatMap(({ url }) => Array<string>(60).fill(url))
      const created = await Promise.all(urls.map((url, index) => createTask(url, token, index)))
      for (const { status, body } of created) {
        equal(status, 201, JSON.stringify(body))
        equal(body.due_date, '2026-12-01T08:00:00.000Z')
      }
      const lists = await Promise.all(urls.map((url) => ask(url, '/api/tasks?page_size=100', token)))
      deepEqual(new Set(lists.map(({ status, body }) => `${status} ${body.count}`)), new Set(['200 120']))
      for (const server of servers) equal((await server.stop()).code, 0)
    })

    test('rejects transaction and statement mode at startup, and explains the remedy', async () => {
      for (const mode of ['transaction', 'statement']) {
        await inMode(mode, async () => {
          for (const command of ['serve', 'api', 'worker']) {
            const { code, stderr } = await docket.run([command], environment)
            equal(code, 1)
            match(stderr, /pooler lends a PostgreSQL session for one transaction only.*pool_mode = session/)
          }
          const { code, stdout } = await docket.run(['doctor'], environment)
          equal(code, 1)
          match(stdout, /^fail +database +.*pooler lends/m)
        })
      }
    })
  })
}

async function register(url: string): Promise<string> {
  const body = { username: 'ann', password: 'a pass phrase of Ann, quite long' }
  const response = await ask(url, '/api/register', undefined, body)
  equal(response.status, 201, JSON.stringify(response.body))
  return response.body.access
}

const createTask = (url: string, token: string, index: number) =>
  ask(url, '/api/tasks', token, { title: `Task ${index}`, due_date: '2026-12-01T09:00:00+01:00' })

async function ask(url: string, path: string, token?: string, body?: object) {
  const response = await fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the contract's
  return { status: response.status, body: (await response.json()) as any }
}
