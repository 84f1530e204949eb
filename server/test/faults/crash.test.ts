import { deepEqual, equal } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { deliverOnce } from '../../events/deliveries.ts'
import { type Api, type ApiResponse, startApi } from '../kit/api.ts'
import { type Postgres, startPostgres } from '../kit/postgres/postgres.ts'
import { until } from '../kit/until.ts'
import { register } from '../kit/world.ts'

describe('A PostgreSQL server that is killed', () => {
  let postgres: Postgres
  let api: Api
  before(async () => {
    postgres = await startPostgres({ synchronous_commit: 'on', wal_writer_delay: '10s' })
    api = await startApi(postgres.url)
  })
  after(async () => {
    await api.server.close()
    await api.close()
    await postgres.stop()
  })

  test('during a delivery records it after a restart, so that it is not sent again', async () => {
    let sent = 0
    const work = { db: api.db, leaseMs: 60_000 }
    const sending = deliverOnce(work, 'key', async () => {
      await postgres.kill()
      sent += 1
    })
    await until(() => sent > 0)
    await postgres.restart()
    equal(await sending, true)
    const again = async () => {
      sent += 1
    }
    deepEqual([await deliverOnce(work, 'key', again), sent], [false, 1])
  })

  // So does a standby that takes over: it does not know of transactions that wrote nothing.
  test('reuses transaction ids, and no process takes the new writes for old ones', async () => {
    const other = await startApi(postgres.url)
    const ann = await register(api, 'ann')
    await ann.post('/api/tasks', { title: 'before' })
    const spend = new pg.Client(postgres.url)
    await spend.connect()
    await spend.query(`do $$ begin
      for spent in 1..500 loop
        perform pg_current_xact_id();
        rollback;
      end loop;
    end $$`)
    await spend.end()
    equal((await ann.get('/api/tasks')).body.count, 1)
    await postgres.kill()
    await postgres.restart()
    const untilResponse = async (ask: () => Promise<ApiResponse>): Promise<ApiResponse> => {
      for (;;) {
        const response = await ask()
        if (response.status !== 503) return response
      }
    }
    const create = () => other.send('POST', '/api/tasks', { token: ann.token, body: { title: 'after' } })
    equal((await untilResponse(create)).status, 201)
    equal((await untilResponse(() => ann.get('/api/tasks'))).body.count, 2)
    await other.server.close()
    await other.close()
  })
})
