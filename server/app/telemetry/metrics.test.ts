import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { apiOn, apisOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { readPage } from '../../test/kit/prometheus.ts'
import { register, worldOf } from '../../test/kit/world.ts'
import { catalog } from './catalog.ts'

eachDatabase('The metrics', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  const read = async () => {
    const { status, headers, text } = await api.send('GET', '/metrics')
    equal(status, 200)
    match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/)
    return readPage(text)
  }
  const growthOf = async (series: string, work: () => Promise<unknown>) => {
    const before = (await read()).values.get(series) ?? 0
    await work()
    return ((await read()).values.get(series) ?? 0) - before
  }

  test('list every metric with its type, even without a value', async () => {
    const kinds = Object.fromEntries(catalog.map(({ name, type }) => [name, type]))
    deepEqual(Object.fromEntries((await read()).kinds), kinds)
  })

  test('count responses by method, route and status, for any id and spelling of the URL', async () => {
    const { body } = await world.ann.post('/api/tasks', { title: 'Water' })
    const series = 'docket_http_requests_total{method="GET",route="/api/tasks/:id",status="200"}'
    const growth = await growthOf(series, async () => {
      await world.ann.get(`/api/tasks/${body.id}`)
      await world.ann.get(`/tasks/${body.id}/?`)
      await world.cleo.get(`/api/tasks/${body.id}`)
    })
    equal(growth, 2)
  })

  test('time the responses of each route', async () => {
    const labels = 'method="GET",route="/api/projects"'
    const count = `docket_http_request_duration_seconds_count{${labels}}`
    equal(await growthOf(count, () => world.ann.get('/api/projects')), 1)
    const { values } = await read()
    const buckets = [...values].filter(([series]) =>
      series.startsWith(`docket_http_request_duration_seconds_bucket{${labels}`),
    )
    const heights = buckets.map(([, height]) => height)
    deepEqual(
      heights,
      heights.toSorted((one, other) => one - other),
      'each holds those before it',
    )
    deepEqual(buckets.at(-1), [
      `docket_http_request_duration_seconds_bucket{${labels},le="+Inf"}`,
      Number(values.get(count)),
    ])
    ok(Number(values.get(`docket_http_request_duration_seconds_sum{${labels}}`)) > 0)
  })

  test('count unknown URLs under one label', async () => {
    const before = (await read()).values.size
    await world.ann.get('/api/no-such-thing-1')
    const series = 'docket_http_requests_total{method="GET",route="none",status="404"}'
    const growth = await growthOf(series, async () => {
      for (const name of ['a', 'b', 'c']) await world.ann.get(`/api/no-such-thing-${name}`)
    })
    equal(growth, 3)
    ok((await read()).values.size - before < 25)
  })

  test('count problems by code, such as failed logins', async () => {
    const growth = await growthOf('docket_problems_total{code="login.failed"}', () =>
      api.send('POST', '/api/token', { body: { username: 'ann', password: 'not hers' } }),
    )
    equal(growth, 1)
  })

  test('report how far behind the relay is, and the jobs by state', async () => {
    await world.ann.post('/api/tasks', { title: 'Rake' })
    await world.ann.post('/api/tasks', { title: 'Sow' })
    const { values } = await read()
    const events = await api.db.selectFrom('events').select('id').execute()
    equal(values.get('docket_relay_lag_events'), events.length)
    ok(Number(values.get('docket_relay_lag_seconds')) > 0)
    for (const state of ['waiting', 'running', 'dead']) equal(values.get(`docket_jobs{state="${state}"}`), 0)
  })

  test('count the open tasks when several processes can share the work', async () => {
    equal((await read()).values.has('docket_open_tasks'), database.name === 'postgres')
  })

  test('report that the database is up and its size, and nothing about Redis when it is not used', async () => {
    const { values } = await read()
    equal(values.get('docket_database_up'), 1)
    ok(Number(values.get('docket_database_size_bytes')) > 100_000)
    equal(values.has('docket_redis_up'), false)
  })

  test('report for how long background work has been overdue', async () => {
    equal((await read()).values.get('docket_background_overdue_seconds'), 0)
    const run_at = new Date(Date.now() - 600_000).toISOString()
    await api.db.insertInto('recurring_jobs').values({ name: 'queue.test', run_at, claim: null }).execute()
    const overdue = Number((await read()).values.get('docket_background_overdue_seconds'))
    ok(overdue >= 600 && overdue < 700, String(overdue))
  })

  test('report the memory, the CPU, the event loop and the connections', async () => {
    await read()
    const { values } = await read()
    const of = (series: string) => Number(values.get(series))
    ok(of('process_resident_memory_bytes') > 10e6)
    ok(of('process_cpu_seconds_total') > 0)
    ok(of('nodejs_eventloop_lag_p99_seconds') >= 0)
    equal(of('docket_processes'), 1)
    ok(of('docket_database_connections{state="in_use"}') + of('docket_database_connections{state="idle"}') > 0)
    equal(of('docket_database_waiting'), 0)
  })
})

describe('With METRICS=off', () => {
  eachDatabase('the metrics', (database) => {
    const api = apiOn(database, { METRICS: 'off' })
    test('do not exist', async () => {
      equal((await api.send('GET', '/metrics')).status, 404)
    })
  })
})

describe('In production', () => {
  eachDatabase('the metrics', (database) => {
    const token = 'a-token-that-only-Prometheus-has'
    const { open, closed } = apisOn(database, {
      open: { NODE_ENV: 'production', METRICS_TOKEN: token },
      closed: { NODE_ENV: 'production', METRICS_PORT: '0' },
    })

    test('do not exist on the port of the API without a token', async () => {
      equal((await closed.send('GET', '/metrics')).status, 404)
      equal((await closed.send('GET', '/metrics', { token })).status, 404)
    })

    test('require the token, in every spelling of the URL', async () => {
      const user = await register(open, 'ann')
      for (const url of ['/metrics', '/metrics/', '/%6Detrics', '/metrics?a=b']) {
        for (const given of [undefined, 'another', `${token}x`, user.token]) {
          const { status, headers, text } = await open.send('GET', url, { token: given })
          deepEqual([status, /^Bearer /.test(String(headers['www-authenticate']))], [401, true], url)
          ok(!text.includes('docket_'))
        }
        equal((await open.send('GET', url, { token })).status, 200)
      }
    })
  })
})
