import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { labels, type NotesTx, notesOn, write } from '../../../test/kit/databases/notes.ts'
import { onPostgresAlone } from '../../../test/kit/each-database.ts'
import { transaction } from '../transaction.ts'

/** SQLSTATE admin_shutdown: the server has ended the connection. */
const TERMINATED = '57P01'

onPostgresAlone('Concurrent transactions', (database) => {
  const notes = notesOn(database)

  afterEach(async () => {
    await notes.db.deleteFrom('notes').execute()
  })

  const names = (count: number) => Array.from({ length: count }, (_, index) => `note ${String(index).padStart(2, '0')}`)
  const numberOf = async (tx: NotesTx) =>
    (await sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(tx)).rows[0]?.id
  const keep = (label: string) =>
    transaction(notes.db, async (tx) => {
      await write(tx, label)
      return numberOf(tx)
    })

  /** Locks the row until the returned function is called. */
  async function holding(label: string): Promise<() => Promise<void>> {
    const client = new pg.Client(notes.url)
    await client.connect()
    await client.query('begin')
    await client.query('select from notes where label = $1 for update', [label])
    return () => client.end()
  }

  test('share one commit, and all of them are stored', async () => {
    // The first transactions open connections, each of which sets up its session before it is used.
    await Promise.all(names(20).map(keep))
    await notes.db.deleteFrom('notes').execute()
    const numbers = await Promise.all(names(20).map(keep))
    // The number depends on the load of the machine.
    ok(new Set(numbers).size < 20, `${new Set(numbers).size} transactions`)
    deepEqual(await labels(notes.db), names(20))
  })

  test('return when others can read what they wrote', async () => {
    const seen = await Promise.all(names(10).map((name) => keep(name).then(() => labels(notes.db))))
    for (const [index, name] of names(10).entries()) ok(seen[index]?.includes(name))
  })

  test('read what the previous one has written', async () => {
    await keep('count')
    const addOne = () =>
      transaction(notes.db, async (tx) => {
        const row = tx.selectFrom('notes').select('size').where('label', '=', 'count').forUpdate()
        const { size } = await row.executeTakeFirstOrThrow()
        await tx
          .updateTable('notes')
          .set({ size: (size ?? 0) + 1 })
          .where('label', '=', 'count')
          .execute()
      })
    await Promise.all(Array.from({ length: 30 }, addOne))
    equal((await notes.db.selectFrom('notes').select('size').executeTakeFirstOrThrow()).size, 30)
  })

  test('lose nothing when one of them fails, and only that one gets the error', async () => {
    const half = transaction(notes.db, async (tx) => {
      await write(tx, 'half')
      throw new Error('changed my mind')
    })
    const outcomes = await Promise.allSettled([keep('a'), half, keep('b'), keep('a'), keep('c')])
    const said = outcomes.map((outcome) =>
      outcome.status === 'rejected' ? String(outcome.reason.constraint ?? outcome.reason.message) : 'kept',
    )
    equal(said[1], 'changed my mind')
    // They run again concurrently, so either of the two may be the first.
    const twin = said[0] === 'kept' ? said[3] : said[0]
    equal(twin, 'notes_label_key')
    equal(said.filter((word) => word === 'kept').length, 3)
    deepEqual(await labels(notes.db), ['a', 'b', 'c'])
  })

  test('are not run again for one that was rejected before it wrote', async () => {
    let runs = 0
    const counted = (label: string) =>
      transaction(notes.db, async (tx) => {
        runs++
        await write(tx, label)
      })
    const refused = transaction(notes.db, async (tx) => {
      await labels(tx)
      throw new Error('not allowed')
    })
    const outcomes = await Promise.allSettled([counted('a'), refused, counted('b')])
    deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    equal(runs, 2)
  })

  test('do not wait for a slow one', async () => {
    const { promise: isEnough, resolve: end } = Promise.withResolvers<void>()
    const long = transaction(notes.db, async (tx) => {
      await write(tx, 'long')
      await isEnough
    })
    await Promise.all(names(20).map(keep))
    deepEqual(await labels(notes.db), names(20))
    end()
    await long
    deepEqual(await labels(notes.db), ['long', ...names(20)])
  })

  test('do not wait for one that waits for a row lock', async () => {
    await keep('held')
    const letGo = await holding('held')
    const waiting = transaction(notes.db, (tx) =>
      tx.updateTable('notes').set({ size: 1 }).where('label', '=', 'held').execute(),
    )
    await Promise.all(names(20).map(keep))
    await letGo()
    await waiting
    equal((await labels(notes.db)).length, 21)
  })

  test('all fail when the connection breaks, and the next ones succeed', async () => {
    const ended = transaction(notes.db, async (tx) => {
      await write(tx, 'lost')
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)
    })
    await rejects(ended, { code: TERMINATED })
    await keep('found')
    deepEqual(await labels(notes.db), ['found'])
  })
})
