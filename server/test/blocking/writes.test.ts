import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import { apiOn, type Method } from '../kit/api.ts'
import { freshScene, urlOf } from '../kit/authorization/scene.ts'
import { requests, rows } from '../kit/authorization/table.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { LONGEST_MS, longestTurn } from '../kit/longest-turn.ts'
import { PASSWORD, register, worldOf } from '../kit/world.ts'
import { type Large, largeWrites } from './large-writes.ts'
import { populate, populateAccount, populateProject } from './population.ts'

const writes = rows.filter(({ route }) => !route.startsWith('GET '))

// PostgreSQL needs several round trips for each of these.
const PROJECTS_OF_ACCOUNT = 1_000

eachDatabase(
  'With 10,000 projects, categories, members and tasks, the event loop is blocked for at most 50 ms',
  (database) => {
    const api = apiOn(database, { RESPONSE_CACHE_SIZE: '0' })
    const world = worldOf(api)

    before(() => populate(api.db, world.ann.id, world.ada.id))

    test('by every kind of write', async () => {
      const slow: string[] = []
      for (const { title, route } of writes) {
        const [method, path = ''] = route.split(' ')
        const longest = await longestTurn(
          ({ as, body, url }) => api.send(method as Method, url, { token: as.token, body }),
          async () => {
            const {
              as = world.ann,
              body,
              ...asked
            } = (await requests[title]?.(await freshScene(api, world, 'ann'))) ?? {}
            return { as, body, url: urlOf(path, asked) }
          },
        )
        if (longest > LONGEST_MS) slow.push(`${title}: ${longest.toFixed()} ms`)
      }
      deepEqual(slow, [])
    })

    /**
     * The rows of an owner whom the API has not cached: inserting rows without events does not invalidate its caches.
     */
    let large: Large | undefined
    const freshLarge = async () => {
      large = undefined
      return existingLarge()
    }
    const existingLarge = async () => {
      if (large) return large
      const owner = await register(api, `owner${++count}`)
      large = { owner, ...(await populateProject(api.db, owner.id)) }
      return large
    }

    for (const { title, status, request, ends = false } of largeWrites) {
      test(title, async () => {
        let attempts = 0
        const longest = await longestTurn(
          async (prepared) => {
            const response = await request(prepared, world)
            equal(response.status, status, response.text)
          },
          () => (ends && attempts++ > 0 ? freshLarge() : existingLarge()),
        )
        equal(longest < LONGEST_MS, true, `${longest.toFixed()} ms`)
      })
    }

    test('by deleting an account', async () => {
      const longest = await longestTurn(
        async (person) => {
          const { status } = await person.delete('/api/users/me', { body: { current_password: PASSWORD } })
          equal(status, 204)
        },
        async () => {
          const person = await register(api, `leaver${++count}`)
          await populateAccount(api.db, person.id, PROJECTS_OF_ACCOUNT)
          return person
        },
      )
      equal(longest < LONGEST_MS, true, `${longest.toFixed()} ms`)
    })
  },
)

let count = 0
