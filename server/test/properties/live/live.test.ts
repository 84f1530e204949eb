import { deepEqual } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type Api, apiOn, startApi } from '../../api.ts'
import { eachDatabase } from '../../each-database.ts'
import { WIRES } from '../../live-client.ts'
import { type Person, register } from '../../world.ts'
import { loadView, Replica } from './replica.ts'
import { type Made, perform, type Step, step } from './writers.ts'

const PEOPLE = ['ann', 'ben', 'cleo', 'dan']

/** A plan for each person: everybody follows theirs at the same time. */
const plans = fc.tuple(...PEOPLE.map(() => fc.array(step, { minLength: 12, maxLength: 30, size: 'max' })))

eachDatabase('Whatever several people do at once', (database) => {
  let url: Promise<string> | undefined
  const once = { ...database, url: () => (url ??= database.url()) }
  const api = apiOn(once)
  const apis: Api[] = []
  const people: Person[] = []
  const made: Made = { tasks: [], projects: [], categories: [] }

  before(async () => {
    apis.push(api)
    // A second process, as it were: it shares nothing with the first but the database.
    if (database.name === 'postgres') apis.push(await startApi(await once.url()))
    for (const { server } of apis) await server.listen({ host: '127.0.0.1', port: 0 })
    for (const name of PEOPLE) people.push(await register(api, name))
  })
  after(async () => {
    for (const other of apis.slice(1)) {
      await other.server.close()
      await other.close()
    }
  })

  const apiFor = (choice: number) => apis[choice % apis.length] as Api

  async function follow(index: number, plan: readonly Step[], replicas: readonly Replica[]): Promise<void> {
    const person = people[index] as Person
    for (const next of plan) {
      const server = apiFor(next.three)
      if (next.what !== 'disconnect') await perform({ person, api: server, made, people }, next)
      else {
        const replica = replicas[next.one % replicas.length]
        await replica?.disconnect()
        // Away for some steps of the others.
        await new Promise((resolve) => setTimeout(resolve, next.two % 30))
        replica?.connect(server)
      }
    }
  }

  test('each client shows in the end what its user may see', async () => {
    const property = fc.asyncProperty(plans, async (chosen) => {
      const replicas = people.map((person) => WIRES.map((wire) => new Replica(api, person, wire)))
      for (const [index, one] of replicas.flat().entries()) one.connect(apiFor(index))
      try {
        await Promise.all(chosen.map((plan, index) => follow(index, plan, replicas[index] ?? [])))
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

/** The same, whatever order things came in. */
function sorted(view: Record<string, Map<number, unknown>>): object {
  const inOrder = (map: Map<number, unknown>): unknown[] =>
    [...map]
      .sort(([one], [other]) => one - other)
      .map(([id, value]) => [id, value instanceof Map ? inOrder(value) : value])
  return Object.fromEntries(Object.entries(view).map(([name, map]) => [name, inOrder(map)]))
}
