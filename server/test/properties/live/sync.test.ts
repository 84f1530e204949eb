import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eachDatabase } from '../../kit/each-database.ts'
import { crowdOn, plans } from './crowd.ts'
import { loadEverything, SyncReplica } from './sync-replica.ts'

eachDatabase('After any concurrent changes of several users', (database) => {
  const { api, people, apiFor, follow } = crowdOn(database)

  test('a copy that is synchronized occasionally equals the lists', async () => {
    const property = fc.asyncProperty(plans(15, 40), async (chosen) => {
      const replicas = people.map((person) => new SyncReplica(person))
      const following = chosen.map((plan, index) =>
        follow(index, plan, async ({ one, two }, server) => {
          await replicas[index]?.sync(server, 1 + (two % 25), one % 4)
        }),
      )
      await Promise.all(following)
      for (const [index, person] of people.entries()) {
        const replica = replicas[index] as SyncReplica
        await replica.sync(apiFor(index), 2 + index * 10)
        const expected = await loadEverything((address) => api.send('GET', address, { token: person.token }))
        deepEqual(replica.contents, expected, `${person.name} has something else`)
      }
    })
    await fc.assert(property, { numRuns: 4, endOnFailure: true })
  })
})
