import { before } from 'node:test'
import fc from 'fast-check'
import { type Api, apisOn } from '../../kit/api.ts'
import type { TestDatabase } from '../../kit/each-database.ts'
import { type Person, register } from '../../kit/world.ts'
import { type Made, perform, type Step, step } from './writers.ts'

const NAMES = ['ann', 'ben', 'cleo', 'dan']

/** A plan for each user; all are executed concurrently. */
export const plans = (shortest: number, longest: number) =>
  fc.tuple(...NAMES.map(() => fc.array(step, { minLength: shortest, maxLength: longest, size: 'max' })))

/** Several users, whose requests go to several processes if the database supports that. */
type Crowd = {
  api: Api
  people: readonly Person[]
  apiFor(choice: number): Api
  /** Executes the steps of a plan for a user; `disconnect` is called for steps that disconnect. */
  follow(index: number, plan: readonly Step[], disconnect: (next: Step, api: Api) => Promise<void>): Promise<void>
}

/** Creates them before the tests of the enclosing describe. `listens`: the processes also listen on a port. */
export function crowdOn(database: TestDatabase, { listens = false } = {}): Crowd {
  // A second process, in effect: it shares only the database with the first.
  const processes: Record<string, Record<string, string>> = database.name === 'postgres'
    ? { first: {}, second: {} }
    : { first: {} }
  const apis = Object.values(apisOn(database, processes))
  const people: Person[] = []
  const made: Made = { tasks: [], projects: [], categories: [] }

  before(async () => {
    if (listens) for (const { server } of apis) await server.listen({ host: '127.0.0.1', port: 0 })
    for (const name of NAMES) people.push(await register(apiFor(0), name))
  })

  const apiFor = (choice: number) => apis[choice % apis.length] as Api
  return {
    api: apiFor(0),
    people,
    apiFor,
    follow: async (index, plan, disconnect) => {
      const person = people[index] as Person
      for (const next of plan) {
        const server = apiFor(next.three)
        const { what } = next
        if (what === 'disconnect') await disconnect(next, server)
        else await perform({ person, api: server, made, people }, what, next)
      }
    },
  }
}
