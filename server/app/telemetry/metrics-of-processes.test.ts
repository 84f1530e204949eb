import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { docketIn, type Served } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { findFreePort } from '../../test/kit/processes/free-port.ts'
import { readPage } from '../../test/kit/prometheus.ts'
import { until } from '../../test/kit/until.ts'

eachDatabase('The metrics of several processes', (database) => {
  const docket = docketIn()

  test('are served on a separate port when one is configured, for workers, too', async () => {
    const url = await database.url()
    equal((await docket.run(['migrate', 'up'], { DATABASE_URL: url })).code, 0)
    const port = await findFreePort()
    const worker = docket.start(['worker'], { DATABASE_URL: url, METRICS_PORT: String(port) })
    const page = await until(() => valuesAt(`http://127.0.0.1:${port}`))
    equal(page.get('docket_processes'), 1)
    worker.process.kill('SIGTERM')
    equal((await worker.ended).code, 0)
  })

  test('leave the health of a worker on that port, without a token, when they are off', async () => {
    const port = await findFreePort()
    const environment = { DATABASE_URL: await database.url(), METRICS_PORT: String(port), METRICS: 'off' }
    const worker = docket.start(['worker'], environment)
    const at = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined)
      return response && { status: response.status, body: await response.text() }
    }
    deepEqual(await until(() => at('/health')), { status: 200, body: '{"status":"ok"}' })
    deepEqual(await at('/health/ready'), { status: 200, body: '{"status":"ok","checks":{"database":"ok"}}' })
    equal((await at('/metrics'))?.status, 404)
    worker.process.kill('SIGTERM')
    equal((await worker.ended).code, 0)
  })

  test('require the token on that port, too', async () => {
    const port = await findFreePort()
    const token = 'a-token-that-only-Prometheus-has'
    const environment = { DATABASE_URL: await database.url(), METRICS_PORT: String(port), METRICS_TOKEN: token }
    const worker = docket.start(['worker'], environment)
    const status = async (authorization: string) =>
      (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization } }).catch(() => undefined))?.status
    await until(() => status(`Bearer ${token}`))
    deepEqual([await status(''), await status(`Bearer ${token}x`), await status(`bearer ${token}`)], [401, 401, 200])
    worker.process.kill('SIGTERM')
    equal((await worker.ended).code, 0)
  })

  if (database.name === 'sqlite') return

  test('are summed, whichever process responds, and never decrease when one of them dies', async () => {
    const port = await findFreePort()
    const environment = { WEB_CONCURRENCY: '2', METRICS_PORT: String(port), DATABASE_URL: await database.url() }
    const served = await docket.serve(environment)
    const own = `http://127.0.0.1:${port}`
    for (let asked = 0; asked < 30; asked++) await ask(`${served.url}/health`)
    equal(await countOfHealthChecks(served.url), 30)
    equal(await countOfHealthChecks(own), 30)
    equal((await valuesAt(own))?.get('docket_processes'), 3)

    const [victim] = childrenOf(served)
    process.kill(victim as number, 'SIGKILL')
    await until(async () => !childrenOf(served).includes(victim as number) && childrenOf(served).length === 2)
    await until(async () => (await valuesAt(own))?.get('docket_processes') === 3)
    for (let asked = 0; asked < 6; asked++) await ask(`${served.url}/health`)
    equal(await countOfHealthChecks(own), 36)
    equal(await countOfHealthChecks(served.url), 36)
    ok((await served.stop()).code === 0)
  })
})

/** Over a connection of its own, so that the processes take turns. */
const ask = async (url: string) => equal((await fetch(url, { headers: { connection: 'close' } })).status, 200)

async function countOfHealthChecks(url: string): Promise<number | undefined> {
  return (await valuesAt(url))?.get('docket_http_requests_total{method="GET",route="/health",status="200"}')
}

async function valuesAt(url: string): Promise<Map<string, number> | undefined> {
  const response = await fetch(`${url}/metrics`, { headers: { connection: 'close' } }).catch(() => undefined)
  return response?.ok ? readPage(await response.text()).values : undefined
}

function childrenOf({ process: { pid } }: Served): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.trim().split(' ').filter(Boolean).map(Number)
}
