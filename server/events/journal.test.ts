import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '../platform/database/transaction.ts'
import { apiOn } from '../test/kit/api.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { recordEvent } from './record-event.ts'

eachDatabase('The journal of a transaction', (database) => {
  const api = apiOn(database)

  test('stores more events than one statement holds, in their order', async () => {
    const subjects = Array.from({ length: 1_201 }, (_, index) => index + 1)
    await transaction(api.db, async (tx) => {
      for (const subject of subjects) await recordEvent(tx, 'task.updated', { actor: null, subject, audience: [] })
    })
    const events = await api.db.selectFrom('events').select('subject_id').orderBy('id').execute()
    equal(events.length, subjects.length)
    deepEqual(
      events.map((event) => event.subject_id),
      subjects,
    )
  })
})
