import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Api, apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { redisForTests } from '../kit/redis/redis.ts'
import { elapse, until } from '../kit/until.ts'
import { PASSWORD, type Person, register } from '../kit/world.ts'

describe('Redis under a steady load of requests', () => {
  const server = redisForTests()
  // The address is known once Redis runs, which is when the API starts.
  const withRedis = (settings: Record<string, string>) => ({
    ...settings,
    get REDIS_URL() {
      return server.url
    },
  })

  eachDatabase('flushed, hanging, killed and restarted', (database) => {
    const api = apiOn(database, withRedis({ RATE_LIMIT_MAX: '1000000', LOGIN_MAX_PER_ADDRESS: '1000000' }))

    test('no request fails, and readiness names Redis while it is unavailable', async () => {
      const load = steadyLoad(api, await register(api, 'busy'))
      deepEqual(await readiness(api), [200, 'ok', 'ok'])
      await load.go(30)

      await server.flush()
      await load.go(30)

      server.pause()
      await load.go(30)
      deepEqual(await readiness(api), [200, 'degraded', 'failing'])
      server.resume()

      await server.kill()
      await load.go(30)
      deepEqual(await readiness(api), [200, 'degraded', 'failing'])

      await server.restart()
      await until(async () => (await readiness(api))[2] === 'ok')
      await load.go(30)
      const statuses = await load.stop()
      deepEqual([...new Set(statuses)].toSorted(), [200, 201])
    })
  })

  eachDatabase('rate limits', (database) => {
    const [one, other] = [1, 2].map(() => apiOn(database, withRedis({ LOGIN_MAX_PER_ACCOUNT: '3' }))) as [Api, Api]

    test('are shared by two processes', async () => {
      const name = `twofold-${database.name}`
      const logIn = (api: Api) => api.send('POST', '/api/token', { body: { username: name, password: 'not the one' } })
      for (const api of [one, other, one]) equal((await logIn(api)).status, 401)
      const refused = await logIn(other)
      equal(refused.status, 429)
      match(refused.body.detail, /at most 3 in 1 minute/)
    })
  })
})

/** Reads, writes and logs in until it is stopped; `go` waits for this many more responses. */
function steadyLoad(api: Api, { token, name }: Person) {
  const statuses: number[] = []
  let isStopping = false
  const kinds = [
    () => api.send('GET', '/api/tasks', { token }),
    () => api.send('POST', '/api/tasks', { token, body: { title: 'water the plants' } }),
    () => api.send('POST', '/api/token', { body: { username: name, password: PASSWORD } }),
  ]
  const running = kinds.map(async (ask) => {
    while (!isStopping) {
      statuses.push((await ask()).status)
      // Requests that never leave the process would leave no turn for timers and the network.
      await elapse(1)
    }
  })
  return {
    go: async (count: number) => {
      const enough = statuses.length + count
      await until(() => statuses.length >= enough)
    },
    stop: async () => {
      isStopping = true
      await Promise.all(running)
      return statuses
    },
  }
}

async function readiness(api: Api): Promise<[number, string, string]> {
  const { status, body } = await api.send('GET', '/health/ready')
  return [status, body.status, body.checks.redis]
}
