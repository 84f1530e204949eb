import { deepEqual, equal } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Api, startApi } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { listenLive } from '../../../test/kit/live/live-client.ts'
import { redisForTests } from '../../../test/kit/redis/redis.ts'
import { worldOf } from '../../../test/kit/world.ts'

describe('Several processes', () => {
  const redis = redisForTests()

  for (const carrier of ['Redis', 'nothing but the database'] as const) {
    eachDatabase(`Live updates carried by ${carrier}`, (database) => {
      if (database.name === 'sqlite') return
      const [here, there] = [{} as Api, {} as Api]
      before(async () => {
        const environment: Record<string, string> = carrier === 'Redis' ? { REDIS_URL: redis.url } : {}
        const url = await database.migratedUrl()
        for (const api of [here, there]) {
          Object.assign(api, await startApi(url, environment))
          await api.server.listen({ host: '127.0.0.1', port: 0 })
        }
      })
      const world = worldOf(here)
      after(async () => {
        for (const api of [here, there]) {
          await api.server.close()
          await api.close()
        }
      })

      test('reach the clients of every process, and a client that switches processes misses nothing', async () => {
        const { ann, ben, project } = world
        const [near, far] = [listenLive(here, ben), listenLive(there, ben)]
        for (const client of [near, far]) await client.until(({ type }) => type === 'hello')
        const ids: number[] = []
        for (let turn = 0; turn < 5; turn++) {
          ids.push((await ann.post('/api/tasks', { title: `Turn ${turn}`, project })).body.id)
          for (const client of [near, far]) await client.until(({ subject }) => subject === ids[turn])
        }
        await far.close()
        // From the process that knows it already to the one that may not.
        const position = (await near.until(({ subject }) => subject === ids.at(-1))).position
        const last = (await ann.post('/api/tasks', { title: 'Last', project })).body.id
        const newest = await near.until(({ subject }) => subject === last)
        const moved = listenLive(there, { token: ben.token, after: position })
        await moved.until(({ subject }) => subject === last)
        deepEqual(
          moved.heard.map(({ subject }) => subject),
          [undefined, last],
        )
        const ahead = listenLive(there, { token: ben.token, after: newest.position })
        equal((await ahead.until(() => true)).type, 'hello')
        await Promise.all([near, moved, ahead].map((client) => client.close()))
      })
    })
  }
})
