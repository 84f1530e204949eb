import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Api } from '../../kit/api.ts'
import { eachDatabase } from '../../kit/each-database.ts'
import { WIRES } from '../../kit/live/live-client.ts'
import { loadView, Replica } from '../../kit/live/replica.ts'
import { elapse } from '../../kit/until.ts'
import { crowdOn, plans } from './crowd.ts'
import type { Step } from './writers.ts'

eachDatabase('After any concurrent changes of several users', (database) => {
  const { api, people, apiFor, follow } = crowdOn(database, { listens: true })

  async function disconnect(replicas: readonly Replica[], { one, two }: Step, server: Api): Promise<void> {
    const replica = replicas[one % replicas.length]
    await replica?.disconnect()
    // Disconnected for some steps of the others.
    await elapse(two % 30)
    replica?.connect(server)
  }

  test('each client shows what its user can see', async () => {
    const property = fc.asyncProperty(plans(12, 30), async (chosen) => {
      const replicas = people.map((person) => WIRES.map((wire) => new Replica(api, person, wire)))
      for (const [index, one] of replicas.flat().entries()) one.connect(apiFor(index))
      try {
        const following = chosen.map((plan, index) =>
          follow(index, plan, (next, server) => disconnect(replicas[index] ?? [], next, server)),
        )
        await Promise.all(following)
        for (const [index, person] of people.entries()) {
          const expected = await loadView((address) => api.send('GET', address, { token: person.token }))
          for (const replica of replicas[index] ?? []) {
            await replica.settle(`settled ${Math.random()}`)
            const { profile: _, ...shown } = replica.view
            const { profile: __, ...right } = expected
            deepEqual(sorted(shown), sorted(right), `${person.name} is shown something else`)
          }
        }
      } finally {
        await Promise.all(replicas.flat().map((replica) => replica.disconnect()))
      }
    })
    await fc.assert(property, { numRuns: 6, endOnFailure: true })
  })
})

/** The same, independent of the order of arrival. */
function sorted(view: Record<string, Map<number, unknown>>): object {
  const inOrder = (map: Map<number, unknown>): unknown[] =>
    [...map]
      .sort(([one], [other]) => one - other)
      .map(([id, value]) => [id, value instanceof Map ? inOrder(value) : value])
  return Object.fromEntries(Object.entries(view).map(([name, map]) => [name, inOrder(map)]))
}
