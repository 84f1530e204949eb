import { before } from 'node:test'
import fc from 'fast-check'
import { type Api, apisOn } from '../../api.ts'
import type { TestDatabase } from '../../each-database.ts'
import { type Person, register } from '../../world.ts'
import { type Made, perform, type Step, step } from './writers.ts'

const NAMES = ['ann', 'ben', 'cleo', 'dan']

/** A plan for each person: everybody follows theirs at the same time. */
export const plans = (shortest: number, longest: number) =>
  fc.tuple(...NAMES.map(() => fc.array(step, { minLength: shortest, maxLength: longest, size: 'max' })))

/** Several people, whose requests go to several processes where the database has room for them. */
export type Crowd = {
  api: Api
  people: readonly Person[]
  apiFor(choice: number): Api
  /** Has a person perform the steps of a plan; `disconnect` is what to do where it says so. */
  follow(index: number, plan: readonly Step[], disconnect: (next: Step, api: Api) => Promise<void>): Promise<void>
}

/** Gathers them before the tests of the enclosing describe. `listens` says that clients reach the processes over a port. */
export function crowdOn(database: TestDatabase, { listens = false } = {}): Crowd {
  // A second process, as it were: it shares nothing with the first but the database.
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
        if (next.what === 'disconnect') await disconnect(next, server)
        else await perform({ person, api: server, made, people }, next)
      }
    },
  }
}
