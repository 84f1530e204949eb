import { deepEqual, equal, ok } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { type NotesTx, notesOn } from '../../test/kit/databases/notes.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { closeDatabase, openDatabase, ping } from './database.ts'
import { isMissingReference, isSerializationFailure, isUnavailable, violatedKey } from './faults.ts'
import { transaction } from './transaction.ts'

eachDatabase('A failure', (database) => {
  const notes = notesOn(database)
  const failureOf = (work: (tx: NotesTx) => Promise<unknown>) => reasonOf(transaction(notes.db, work))

  before(async () => {
    await transaction(notes.db, async (tx) => {
      await tx.insertInto('notes').values({ label: 'one', shelf: 'top', place: 1 }).execute()
      await tx.insertInto('notes').values({ label: 'about one', about: 1 }).execute()
      await tx.insertInto('tags').values({ name: 'red' }).execute()
    })
  })

  test('of a unique key names its column', async () => {
    const values = { label: 'one' }
    equal(violatedKey(await failureOf((tx) => tx.insertInto('notes').values(values).execute())), 'label')
  })

  test('of a unique key over several columns names all of them', async () => {
    const values = { label: 'two', shelf: 'top', place: 1 }
    equal(violatedKey(await failureOf((tx) => tx.insertInto('notes').values(values).execute())), 'shelf_place')
  })

  test('of a primary key is recognized, whether it is a number or a text', async () => {
    const again = await failureOf((tx) => tx.insertInto('notes').values({ id: 1, label: 'three' }).execute())
    equal(violatedKey(again), 'pkey')
    const twice = await failureOf((tx) => tx.insertInto('tags').values({ name: 'red' }).execute())
    equal(violatedKey(twice), 'pkey')
  })

  test('of a foreign key is distinguished from others, on insert and on deletion of the target', async () => {
    const dangling = await failureOf((tx) => tx.insertInto('notes').values({ label: 'x', about: 99 }).execute())
    const needed = await failureOf((tx) => tx.deleteFrom('notes').where('id', '=', 1).execute())
    for (const reason of [dangling, needed]) {
      ok(isMissingReference(reason), String(reason))
      equal(violatedKey(reason), undefined)
      equal(isUnavailable(reason), false)
    }
  })

  test('of an invalid statement belongs to none of these kinds', async () => {
    const reason = await failureOf((tx) => sql`select * from nowhere`.execute(tx))
    ok(reason instanceof Error)
    deepEqual([violatedKey(reason), isMissingReference(reason), isUnavailable(reason)], [undefined, false, false])
    equal(isSerializationFailure(reason), false)
  })

  test('of an unreachable or busy database is temporary', async () => {
    const reason = database.name === 'sqlite' ? await whileLocked(notes.url) : await whereNobodyListens()
    ok(isUnavailable(reason), String(reason))
  })
})

describe('An error that does not come from the database', () => {
  test('belongs to none of these kinds', () => {
    for (const reason of [undefined, null, 'text', 7, new Error('plain'), { code: 23505 }]) {
      deepEqual([violatedKey(reason), isMissingReference(reason), isUnavailable(reason)], [undefined, false, false])
    }
  })
})

async function whileLocked(url: string): Promise<unknown> {
  const impatient = openDatabase<object>(url)
  await transaction(impatient, (tx) => sql`pragma busy_timeout = 0`.execute(tx))
  const other = new DatabaseSync(url.replace('sqlite://', ''))
  other.exec('begin immediate')
  const reason = await reasonOf(transaction(impatient, async () => {}))
  other.close()
  await closeDatabase(impatient)
  return reason
}

async function whereNobodyListens(): Promise<unknown> {
  const nowhere = openDatabase<object>('postgres://nobody@127.0.0.1:1/nothing')
  const reasons = await Promise.all([reasonOf(ping(nowhere)), reasonOf(transaction(nowhere, async () => {}))])
  await reasonOf(closeDatabase(nowhere))
  ok(reasons.every(isUnavailable))
  return reasons[0]
}

async function reasonOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
    return undefined
  } catch (reason) {
    return reason
  }
}
