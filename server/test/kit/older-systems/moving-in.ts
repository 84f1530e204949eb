import { equal } from 'node:assert/strict'
import { after, before } from 'node:test'
import { type ImportRequest, importFrom } from '../../../app/import/action.ts'
import type { System } from '../../../app/import/run-import.ts'
import { type Api, startApi } from '../api.ts'
import { docketIn } from '../docket-command.ts'
import type { TestDatabase } from '../each-database.ts'
import { type Person, person } from '../world.ts'

/** A Docket into which a database is imported, directly or with the command, and users who log in. */
export function movingIn(database: TestDatabase, make: (url: string) => Promise<void>) {
  const docket = docketIn()
  const place = {} as { api: Api; from: string }
  before(async () => {
    const DATABASE_URL = await database.url()
    place.from = await database.url()
    await make(place.from)
    place.api = await startApi(DATABASE_URL)
  })
  after(async () => {
    await place.api.server.close()
    await place.api.close()
  })
  return {
    place,
    /** Returns the lines of the report. */
    moveIn: async (system: System, options: Partial<ImportRequest> = {}): Promise<string> => {
      const lines: string[] = []
      const request = { ...DEFAULTS, system, from: place.from, ...options }
      await importFrom(place.api.db, place.api.config, request, (line) => lines.push(line))
      return `${lines.join('\n')}\n`
    },
    command: (...args: string[]) =>
      docket.run(['import', ...args, '--from', place.from], { DATABASE_URL: place.api.config.databaseUrl }),
    logIn: async (username: string, password: string): Promise<Person> => {
      const { status, body } = await place.api.send('POST', '/api/token', { body: { username, password } })
      equal(status, 200, username)
      return person(place.api, username, body)
    },
  }
}

const DEFAULTS = {
  apply: false,
  json: false,
  verbose: false,
  sourceName: 'older',
  timeZone: 'UTC',
  owner: undefined,
  matchesEmails: false,
  tables: new Map<string, string>(),
  columns: new Map<string, string>(),
  words: new Map<string, string>(),
}
