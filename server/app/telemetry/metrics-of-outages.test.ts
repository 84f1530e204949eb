import { equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { docketIn, type Served } from '../../test/kit/docket-command.ts'
import { startPostgres } from '../../test/kit/postgres/postgres.ts'
import { readPage } from '../../test/kit/prometheus.ts'
import { startRedis } from '../../test/kit/redis/redis.ts'

describe('The metrics during an outage', () => {
  const docket = docketIn()
  const read = async ({ url }: Served) => readPage(await (await fetch(`${url}/metrics`)).text()).values
  const until = async (served: Served, series: string, value: number) => {
    while ((await read(served)).get(series) !== value) await sleep(20)
  }

  test('show that Redis is down, and that it is back', async () => {
    const redis = await startRedis()
    const served = await docket.serve({ REDIS_URL: redis.url })
    await until(served, 'docket_redis_up', 1)
    await redis.kill()
    await until(served, 'docket_redis_up', 0)
    await redis.restart()
    await until(served, 'docket_redis_up', 1)
    await served.stop()
    await redis.kill()
  })

  test('show that the database is down, and omit only what is read from it', async () => {
    const postgres = await startPostgres()
    const served = await docket.serve({ DATABASE_URL: postgres.url })
    await until(served, 'docket_database_up', 1)
    await postgres.kill()
    await until(served, 'docket_database_up', 0)
    const values = await read(served)
    equal(values.get('docket_processes'), 1)
    ok(!values.has('docket_database_size_bytes'))
    await postgres.restart()
    await until(served, 'docket_database_up', 1)
    await served.stop()
    await postgres.stop()
  })
})
