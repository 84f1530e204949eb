import { deepEqual } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type Api, apiOn, startApi } from '../../api.ts'
import { eachDatabase } from '../../each-database.ts'
import { type Person, register } from '../../world.ts'
import { loadEverything, SyncReplica } from './sync-replica.ts'
import { type Made, perform, type Step, step } from './writers.ts'

const PEOPLE = ['ann', 'ben', 'cleo', 'dan']
const plans = fc.tuple(...PEOPLE.map(() => fc.array(step, { minLength: 15, maxLength: 40, size: 'max' })))

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
    for (const name of PEOPLE) people.push(await register(api, name))
  })
  after(async () => {
    for (const other of apis.slice(1)) {
      await other.server.close()
      await other.close()
    }
  })

  const apiFor = (choice: number) => apis[choice % apis.length] as Api

  async function follow(index: number, plan: readonly Step[], replica: SyncReplica): Promise<void> {
    const person = people[index] as Person
    for (const next of plan) {
      const server = apiFor(next.three)
      if (next.what === 'disconnect') await replica.sync(server, 1 + (next.two % 25), next.one % 4)
      else await perform({ person, api: server, made, people }, next)
    }
  }

  test('a copy that is only synchronised now and then has in the end what the lists show', async () => {
    const property = fc.asyncProperty(plans, async (chosen) => {
      const replicas = people.map((person) => new SyncReplica(person))
      await Promise.all(chosen.map((plan, index) => follow(index, plan, replicas[index] as SyncReplica)))
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
