import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '../platform/database/transaction.ts'
import type { Tx } from '../tables/tables.ts'
import { apiOn } from '../test/kit/api.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { latestPosition, ORIGIN } from '../test/kit/log-positions.ts'
import { elapse } from '../test/kit/until.ts'
import { formatPosition, hasUnsettledEvents, parsePosition, positionOf, readEvents } from './log.ts'
import { recordEvent } from './record-event.ts'

eachDatabase('The event log', (database) => {
  const api = apiOn(database)

  const record = (subject: number) =>
    transaction(api.db, (tx) => recordEvent(tx, 'task.updated', { actor: null, subject, audience: [] }))
  const subjectsAfter = async (position: string, limit = 100) =>
    (await readEvents(api.db, position, limit)).map((event) => event.subject_id)

  test('without events ends at its origin', async () => {
    deepEqual(await readEvents(api.db, ORIGIN, 10), [])
  })

  test('is read from any position, in batches, in order and completely', async () => {
    for (let subject = 1; subject <= 10; subject++) await record(subject)
    const read: number[] = []
    let position = ORIGIN
    for (;;) {
      const events = await readEvents(api.db, position, 3)
      if (events.length === 0) break
      read.push(...events.map((event) => event.subject_id))
      const positions = events.map(positionOf)
      deepEqual(positions, positions.toSorted())
      ok(position < (positions[0] ?? ''))
      position = positions.at(-1) ?? position
    }
    deepEqual(read, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('holds an event back while an earlier one may still be committed, and then returns both in order', async () => {
    const from = await latestPosition(api.db)
    const { promise: end, resolve: letEnd } = Promise.withResolvers<void>()
    const { promise: begun, resolve: tellBegun } = Promise.withResolvers<void>()
    const slow = transaction(api.db, async (tx) => {
      // The number is assigned here; the commit follows much later.
      await insertEvent(tx, 501)
      tellBegun()
      if (database.name === 'postgres') await end
    })
    await begun
    await record(502)
    if (database.name === 'postgres') {
      const ids = await api.db.selectFrom('events').select('subject_id').where('subject_id', '>', 500).execute()
      deepEqual(ids, [{ subject_id: 502 }])
      deepEqual(await subjectsAfter(from), [])
      ok(await hasUnsettledEvents(api.db, from))
    }
    letEnd()
    await slow
    await untilRead(2, from)
    deepEqual(await subjectsAfter(from), [501, 502])
  })

  test('delivers each event of many writers exactly once to a reader that follows it', async () => {
    const start = await latestPosition(api.db)
    let isWriting = true
    const read: number[] = []
    const follow = async () => {
      let position = start
      for (;;) {
        const wasWriting = isWriting
        await new Promise(setImmediate)
        const events = await readEvents(api.db, position, 7)
        read.push(...events.map((event) => event.id))
        position = events.at(-1) ? positionOf(events.at(-1) as never) : position
        if (!wasWriting && events.length === 0 && !(await hasUnsettledEvents(api.db, position))) return
      }
    }
    const following = follow()
    const subjects = Array.from({ length: 300 }, (_, index) => 1_000 + index)
    await Promise.all(
      subjects.map((subject) =>
        transaction(api.db, async (tx) => {
          await insertEvent(tx, subject)
          await elapse(subject % 7)
          await insertEvent(tx, subject)
        }),
      ),
    )
    isWriting = false
    await following
    const all = await api.db.selectFrom('events').select('id').where('subject_id', '>=', 1_000).execute()
    equal(read.length, 600)
    deepEqual(
      read.toSorted((one, other) => one - other),
      all.map((event) => event.id).toSorted((one, other) => one - other),
    )
  })

  test('reads positions written before padding was introduced, and rejects invalid ones', () => {
    deepEqual(parsePosition('742.1031'), { transactionId: '742', id: 1031 })
    deepEqual(parsePosition(formatPosition('742', 1031)), { transactionId: '742', id: 1031 })
    for (const wrong of ['', '7', '7.', '.7', '7.8.9', '-1.2', '1.2 ', '1e3.4', '1.99999999999999999999'])
      throws(() => parsePosition(wrong), RangeError, wrong)
  })

  async function untilRead(count: number, from: string): Promise<void> {
    while ((await readEvents(api.db, from, count)).length < count) await new Promise(setImmediate)
  }
})

async function insertEvent(tx: Tx, subject: number): Promise<void> {
  const what = { type: 'task.updated', type_version: 1, subject_type: 'task', subject_id: subject, audience: '[]' }
  const event = { ...what, actor_id: null, project_id: null, changes: '{}', happened_at: new Date().toISOString() }
  await tx.insertInto('events').values(event).execute()
}
