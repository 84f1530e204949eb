import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '../platform/database/transaction.ts'
import { apiOn } from '../test/api.ts'
import { eachDatabase } from '../test/each-database.ts'
import { announce } from './announce.ts'

eachDatabase('The journal of a transaction', (database) => {
  const api = apiOn(database)

  test('a transaction may tell more facts than one statement holds, and keeps their order', async () => {
    const subjects = Array.from({ length: 1_201 }, (_, index) => index + 1)
    await transaction(api.db, async (tx) => {
      for (const subject of subjects) await announce(tx, 'task.updated', { actor: null, subject, audience: [] })
    })
    const facts = await api.db.selectFrom('facts').select('subject_id').orderBy('id').execute()
    equal(facts.length, subjects.length)
    deepEqual(
      facts.map((fact) => fact.subject_id),
      subjects,
    )
  })
})
