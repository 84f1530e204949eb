import { equal, ok } from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { before, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { LONGEST_MS, longestTurn } from '../kit/longest-turn.ts'
import { type Person, register } from '../kit/world.ts'
import { populate, populateEvents } from './population.ts'

eachDatabase(
  'With 10,000 projects and events to catch up with, the event loop is blocked for at most 50 ms',
  (database) => {
    const api = apiOn(database)
    let ann: Person
    let position: number
    let last: number
    let cursor: string

    const lastEvent = async () => {
      const { max } = api.db.fn
      return (await api.db.selectFrom('events').select(max('id').as('id')).executeTakeFirstOrThrow()).id
    }

    before(async () => {
      ann = await register(api, 'ann')
      await populate(api.db, ann.id, ann.id)
      // Rows were inserted without events: an event of the user's own invalidates their cached session.
      await ann.post('/api/projects', { name: 'New' })
      position = await lastEvent()
      cursor = (await ann.get('/api/sync?limit=1')).body.cursor
      await populateEvents(api.db, ann.id)
      last = await lastEvent()
      await api.server.listen({ host: '127.0.0.1', port: 0 })
    })

    test('by a new event stream', async () => {
      requireShort(await longestTurn(() => streamUntil('"type":"hello"')))
    })

    for (const times of ['first', 'second']) {
      test(`by an event stream that receives all of them, for the ${times} time`, async () => {
        requireShort(await longestTurn(() => streamUntil(`id: ${last}\n`, position)))
      })
    }

    test('by synchronization, page by page', async () => {
      for (let page = 0; page < 20; page++) {
        let next = cursor
        const longest = await longestTurn(async () => {
          const { status, body } = await ann.get(`/api/sync?cursor=${cursor}&limit=500`)
          equal(status, 200)
          next = body.cursor
        })
        requireShort(longest)
        cursor = next
      }
    })

    /** Reads an event stream in a thread, so that its time does not count, until it contains a text. */
    async function streamUntil(text: string, after?: number): Promise<void> {
      const { port } = api.server.server.address() as AddressInfo
      const url = `http://127.0.0.1:${port}/api/events/stream${after === undefined ? '' : `?after=${after}`}`
      const worker = new Worker(new URL('stream-reader.ts', import.meta.url), {
        workerData: { url, token: ann.token, text },
      })
      try {
        await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
      } finally {
        await worker.terminate()
      }
    }
  },
)

function requireShort(longest: number): void {
  ok(longest < LONGEST_MS, `${longest.toFixed()} ms`)
}
