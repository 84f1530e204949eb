import { deepEqual, equal } from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { sql } from 'kysely'
import { notesOn } from '../../test/kit/databases/notes.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { transaction } from './transaction.ts'

eachDatabase('Values', (database) => {
  const notes = notesOn(database)

  afterEach(async () => {
    await notes.db.deleteFrom('notes').execute()
  })

  test('instants are read as they were written, as ISO 8601 in UTC with milliseconds', async () => {
    const instants = [
      '2026-12-01T09:00:00.000Z',
      '2026-12-01T09:00:00.100Z',
      '2026-12-01T23:59:59.999Z',
      '1970-01-01T00:00:00.001Z',
      '0001-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.999Z',
    ]
    for (const written_at of instants) {
      const values = { label: written_at, written_at }
      const row = await notes.db.insertInto('notes').values(values).returning('written_at').executeTakeFirstOrThrow()
      equal(row.written_at, written_at)
    }
    const rows = await notes.db.selectFrom('notes').select('written_at').orderBy('written_at').execute()
    deepEqual(
      rows.map((row) => row.written_at),
      instants.toSorted(),
    )
    const later = notes.db.selectFrom('notes').select('label').where('written_at', '>', '2026-12-01T09:00:00.050Z')
    equal((await later.execute()).length, 3)
  })

  test('JSON is parsed, whichever statement reads it', async () => {
    const contents = [{ a: [1, 'two', null, { b: true }] }, [], 'text', '', 0, -1.5, false, 'é 🌱 日本']
    for (const content of contents) {
      const values = { label: JSON.stringify(content), content: JSON.stringify(content) }
      const inserted = await notes.db.insertInto('notes').values(values).returningAll().executeTakeFirstOrThrow()
      deepEqual(inserted.content, content)
      const changed = await notes.db
        .updateTable('notes')
        .set({ content: JSON.stringify([content]) })
        .where('id', '=', inserted.id)
        .returning('content')
        .executeTakeFirstOrThrow()
      deepEqual(changed.content, [content])
      const renamed = notes.db.selectFrom('notes').select('content as other').where('id', '=', inserted.id)
      deepEqual((await renamed.executeTakeFirst())?.other, [content])
    }
  })

  test('missing JSON is null', async () => {
    await notes.db.insertInto('notes').values({ label: 'a', content: null }).execute()
    const row = await notes.db.selectFrom('notes').select('content').executeTakeFirstOrThrow()
    equal(row.content, null)
  })

  test('integers are numbers within the safe range', async () => {
    for (const size of [0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      const values = { label: String(size), size }
      const row = await notes.db.insertInto('notes').values(values).returning('size').executeTakeFirstOrThrow()
      equal(row.size, size)
    }
    const counting = notes.db.selectFrom('notes').select(({ fn }) => fn.countAll().as('count'))
    equal((await counting.executeTakeFirst())?.count, 5)
  })

  test('texts are stored to the last character', async () => {
    const texts = ['', ' ', '\u00e9', 'e\u0301', '🌱', '日本', '\u{10ffff}', '"\'\\%_', '\t\r\n']
    for (const shelf of texts) {
      const values = { label: shelf, shelf }
      const row = await notes.db.insertInto('notes').values(values).returning('shelf').executeTakeFirstOrThrow()
      equal(row.shelf, shelf)
    }
  })

  test('texts sort by code point', async () => {
    const sorted = ['', 'A', 'Z', 'a', 'ab', 'z', 'é', 'ア', '日', '\u{ffff}', '🌱']
    for (const label of sorted.toReversed()) await notes.db.insertInto('notes').values({ label }).execute()
    const rows = await notes.db.selectFrom('notes').select('label').orderBy('label').execute()
    deepEqual(
      rows.map((row) => row.label),
      sorted,
    )
  })

  test('changes count the matched rows', async () => {
    await notes.db
      .insertInto('notes')
      .values([{ label: 'a' }, { label: 'b' }])
      .execute()
    const updated = await notes.db.updateTable('notes').set({ size: 1 }).executeTakeFirstOrThrow()
    equal(updated.numUpdatedRows, 2n)
    const deleted = await notes.db.deleteFrom('notes').where('label', '=', 'a').executeTakeFirstOrThrow()
    equal(deleted.numDeletedRows, 1n)
  })

  test('ids are never reused', async () => {
    const insert = (label: string) =>
      notes.db.insertInto('notes').values({ label }).returning('id').executeTakeFirstOrThrow()
    const first = await insert('a')
    await notes.db.deleteFrom('notes').execute()
    equal((await insert('b')).id, first.id + 1)
  })

  test('a failed statement does not affect those sent at the same time', async () => {
    const results = await Promise.allSettled([
      sql<{ one: number }>`select 1 as one`.execute(notes.db),
      sql`select * from nowhere`.execute(notes.db),
      sql<{ two: number }>`select 2 as two`.execute(notes.db),
      transaction(notes.db, (tx) => tx.insertInto('notes').values({ label: 'beside' }).execute()),
    ])
    deepEqual(
      results.map((response) => response.status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    )
  })
})
