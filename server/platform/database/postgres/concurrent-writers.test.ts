import { deepEqual, equal, ok } from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { type NotesTx, notesOn } from '../../../test/kit/databases/notes.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { until } from '../../../test/kit/until.ts'
import { forUpdate } from '../queries/sql.ts'
import { transaction } from '../transaction.ts'

eachDatabase('Concurrent writers of the same rows', (database) => {
  const notes = notesOn(database)
  // Work outside of any transaction, like that of another request.
  const elsewhere = AsyncLocalStorage.snapshot()

  beforeEach(async () => {
    await notes.db.deleteFrom('notes').execute()
    for (const label of ['a', 'b']) await notes.db.insertInto('notes').values({ label, size: 0 }).execute()
  })

  async function sizes(): Promise<(number | null)[]> {
    const rows = await notes.db.selectFrom('notes').select('size').orderBy('label').execute()
    return rows.map((row) => row.size)
  }

  test('wait for each other when they lock on read, so that no change is lost', async () => {
    await Promise.all(Array.from({ length: 20 }, () => transaction(notes.db, (tx) => addOne(tx, 'a'))))
    deepEqual(await sizes(), [20, 0])
  })

  test('wait even when one starts while another is in its transaction', async () => {
    const order: string[] = []
    let second: Promise<void> | undefined
    const beginSecond = () => {
      second = transaction(notes.db, async (tx) => {
        await addOne(tx, 'a')
        order.push('second')
      })
    }
    await transaction(notes.db, async (tx) => {
      await sizeOf(tx, 'a')
      elsewhere(beginSecond)
      if (database.name === 'postgres') await untilSomebodyWaitsFor(tx)
      await addOne(tx, 'a')
      order.push('first')
    })
    await second
    deepEqual(order, ['first', 'second'])
    deepEqual(await sizes(), [2, 0])
  })

  test('all succeed in the end after a deadlock', async () => {
    const attempts: string[] = []
    const bothHoldOne = meetingOf(2)
    const addToBoth = (first: string, then: string) =>
      transaction(notes.db, async (tx) => {
        attempts.push(first)
        await addOne(tx, first)
        if (database.name === 'postgres' && attempts.length <= 2) await bothHoldOne()
        await addOne(tx, then)
      })
    await Promise.all([addToBoth('a', 'b'), addToBoth('b', 'a')])
    deepEqual(await sizes(), [2, 2])
    // PostgreSQL aborts one of the two, which runs again: twice if it locks its first row before the other gets there.
    // SQLite runs them one after the other.
    if (database.name === 'postgres') ok(attempts.length > 2)
    else equal(attempts.length, 2)
  })
})

const sizeOf = (tx: NotesTx, label: string) =>
  forUpdate(tx, tx.selectFrom('notes').select('size').where('label', '=', label)).executeTakeFirstOrThrow()

async function addOne(tx: NotesTx, label: string): Promise<void> {
  const size = ((await sizeOf(tx, label)).size ?? 0) + 1
  await tx.updateTable('notes').set({ size }).where('label', '=', label).execute()
}

async function untilSomebodyWaitsFor(tx: NotesTx): Promise<void> {
  const waiting = sql`select pid from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`
  await until(async () => (await waiting.execute(tx)).rows.length > 0)
}

/** A barrier at which callers wait until this many have arrived. */
function meetingOf(size: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let present = 0
  return () => {
    present++
    if (present === size) resolve()
    return promise
  }
}
