import { deepEqual, equal } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { deliverOnce } from '../../events/deliveries.ts'
import { type Api, startApi } from '../api.ts'
import { type Postgres, startPostgres } from '../postgres/postgres.ts'

describe('PostgreSQL that is killed', () => {
  let postgres: Postgres
  let api: Api
  before(async () => {
    postgres = await startPostgres({ synchronous_commit: 'on' })
    api = await startApi(postgres.url)
  })
  after(async () => {
    await api.server.close()
    await api.close()
    await postgres.stop()
  })

  test('while something is sent has it noted when it is back, so that it is not sent again', async () => {
    let sent = 0
    const work = { db: api.db, leaseMs: 60_000 }
    const sending = deliverOnce(work, 'key', async () => {
      await postgres.kill()
      sent += 1
    })
    while (sent === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await postgres.restart()
    equal(await sending, true)
    const again = async () => {
      sent += 1
    }
    deepEqual([await deliverOnce(work, 'key', again), sent], [false, 1])
  })
})
