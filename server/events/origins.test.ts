import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '../platform/database/transaction.ts'
import { apiOn } from '../test/kit/api.ts'
import { runPendingJobs } from '../test/kit/background.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { setOrigin } from './origins.ts'
import { recordEvent } from './record-event.ts'
import type { Subscriber } from './subscribers.ts'

eachDatabase('An imported event', (database) => {
  const api = apiOn(database)

  test('reaches no subscriber, and the events around it do', async () => {
    const seen: number[] = []
    const subscriber: Subscriber = {
      name: 'test.see',
      events: ['task.updated'],
      handle: async (_work, { subject_id }) => seen.push(subject_id),
    }
    const record = (subject: number, isImported: boolean) =>
      transaction(api.db, async (tx) => {
        if (isImported) setOrigin(tx, 'import')
        await recordEvent(tx, 'task.updated', { actor: null, subject, audience: [] })
        await recordEvent(tx, 'task.updated', { actor: null, subject: subject + 1, audience: [] })
      })
    await record(1, false)
    await record(3, true)
    await record(5, false)
    await runPendingJobs(api.db, [subscriber])
    deepEqual(seen, [1, 2, 5, 6])
    const { rows } = await api.db
      .selectFrom('events')
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .where('origin', '=', 'import')
      .executeTakeFirstOrThrow()
    equal(Number(rows), 2)
  })
})
