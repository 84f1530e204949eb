import { equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { docketIn, type Served } from '../../test/kit/docket-command.ts'
import { startPostgres } from '../../test/kit/postgres/postgres.ts'
import { readPage } from '../../test/kit/prometheus.ts'
import { startRedis } from '../../test/kit/redis/redis.ts'
import { until } from '../../test/kit/until.ts'

describe('The metrics during an outage', () => {
  const docket = docketIn()
  const read = async ({ url }: Served) => readPage(await (await fetch(`${url}/metrics`)).text()).values
  const untilShows = async (served: Served, series: string, value: number) => {
    await until(async () => (await read(served)).get(series) === value)
  }

  test('show that Redis is down, and that it is back', async () => {
    const redis = await startRedis()
    const served = await docket.serve({ REDIS_URL: redis.url })
    await untilShows(served, 'docket_redis_up', 1)
    await redis.kill()
    await untilShows(served, 'docket_redis_up', 0)
    await redis.restart()
    await untilShows(served, 'docket_redis_up', 1)
    await served.stop()
    await redis.kill()
  })

  test('show that the database is down, and omit only what is read from it', async () => {
    const postgres = await startPostgres()
    const served = await docket.serve({ DATABASE_URL: postgres.url })
    await untilShows(served, 'docket_database_up', 1)
    await postgres.kill()
    await untilShows(served, 'docket_database_up', 0)
    const values = await read(served)
    equal(values.get('docket_processes'), 1)
    ok(!values.has('docket_database_size_bytes'))
    await postgres.restart()
    await untilShows(served, 'docket_database_up', 1)
    await served.stop()
    await postgres.stop()
  })
})
