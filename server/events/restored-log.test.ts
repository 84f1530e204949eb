import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { transaction } from '../platform/database/transaction.ts'
import { apiOn } from '../test/kit/api.ts'
import { runPendingJobs } from '../test/kit/background.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { latestPosition, ORIGIN } from '../test/kit/log-positions.ts'
import { until } from '../test/kit/until.ts'
import { readEvents } from './log.ts'
import { recordEvent } from './record-event.ts'
import { prepareRestoredLog } from './restored-log.ts'
import type { Subscriber } from './subscribers.ts'

eachDatabase('A log restored from a dump', (database) => {
  const api = apiOn(database)
  const heard: number[] = []
  const listener: Subscriber = {
    name: 'test.note',
    events: ['task.completed'],
    handle: async (_work, event) => heard.push(event.subject_id),
  }
  const record = (subject: number) =>
    transaction(api.db, (tx) => recordEvent(tx, 'task.completed', { actor: null, subject, audience: [] }))

  before(async () => {
    for (const subject of [1, 2, 3]) await record(subject)
    await settled(3)
    await runPendingJobs(api.db, [listener])
    for (const subject of [4, 5]) await record(subject)
    if (database.name === 'sqlite') return
    // As numbered by the server that it comes from: far beyond the numbers of this one.
    const later = sql`update events set transaction_id = (transaction_id::text::bigint + 5000000000)::text::xid8`
    const reader = sql`update log_readers set position =
      (split_part(position, '.', 1)::bigint + 5000000000) || '.' || split_part(position, '.', 2)`
    await transaction(api.db, async (tx) => {
      await later.execute(tx)
      await reader.execute(tx)
    })
  })

  test('is read on from the positions of its readers, in order, followed by new events', async () => {
    equal(await prepareRestoredLog(api.db), database.name === 'postgres')
    await record(6)
    await settled(6)
    deepEqual(
      (await readEvents(api.db, ORIGIN, 10)).map((event) => event.subject_id),
      [1, 2, 3, 4, 5, 6],
    )
    await runPendingJobs(api.db, [listener])
    deepEqual(heard, [1, 2, 3, 4, 5, 6])
  })

  test('is not changed again', async () => {
    const before = await latestPosition(api.db)
    equal(await prepareRestoredLog(api.db), false)
    equal(await latestPosition(api.db), before)
  })

  async function settled(count: number): Promise<void> {
    await until(async () => (await readEvents(api.db, ORIGIN, 10)).length >= count)
  }
})
