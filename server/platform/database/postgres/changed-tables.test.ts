import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type NotesTx, notesOn, write } from '../../../test/kit/databases/notes.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { type AnyKysely, closeDatabase, openDatabase } from '../database.ts'
import { transaction } from '../transaction.ts'

eachDatabase('A table to which a column is added while the program runs', (database) => {
  const notes = notesOn(database)
  const readAll = (db: AnyKysely) => db.selectFrom('notes').selectAll().execute()

  async function addColumn(name: string): Promise<void> {
    const migrating = openDatabase(notes.url)
    await transaction(migrating, (tx) => sql`alter table notes add column ${sql.id(name)} text`.execute(tx))
    await closeDatabase(migrating)
  }

  test('can still be read, with the new column', async () => {
    await transaction(notes.db, (tx) => write(tx, 'a'))
    // On every connection, so that each has its plan.
    await Promise.all(Array.from({ length: 4 }, () => readAll(notes.db)))
    await addColumn('extra')
    const results = await Promise.all(Array.from({ length: 8 }, () => readAll(notes.db)))
    for (const rows of results) deepEqual([rows.length, rows[0]?.extra], [1, null])
  })

  test('can still be written, with the new column', async () => {
    const change = async (tx: NotesTx) => {
      const query = tx.updateTable('notes').set({ size: 1 }).where('label', '=', 'a')
      return await query.returningAll().executeTakeFirstOrThrow()
    }
    await transaction(notes.db, change)
    await addColumn('another')
    equal('another' in (await transaction(notes.db, change)), true)
  })
})
