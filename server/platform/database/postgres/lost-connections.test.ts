import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { labels, type NotesDb, notesOn, write } from '../../../test/kit/databases/notes.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { until } from '../../../test/kit/until.ts'
import { ping } from '../database.ts'
import { isUnavailable } from '../faults.ts'
import { transaction } from '../transaction.ts'

eachDatabase('Lost connections', (database) => {
  // SQLite has no connections that can be lost.
  if (database.name === 'sqlite') return
  const notes = notesOn(database)

  test('fail statements in progress as unavailable, and are reopened', async () => {
    const sleepers = Array.from({ length: 4 }, () => sql`select pg_sleep(60)`.execute(notes.db))
    const outcomes = Promise.allSettled(sleepers)
    await endConnections(notes.url, 'select pg_sleep(60)')
    for (const outcome of await outcomes) {
      equal(outcome.status, 'rejected')
      ok(isUnavailable(outcome.reason), String(outcome.reason))
    }
    await untilConnected(notes.db)
    deepEqual(await Promise.all(Array.from({ length: 10 }, () => labels(notes.db))), Array(10).fill([]))
  })

  test('that broke while idle are reopened', async () => {
    await Promise.all([ping(notes.db), ping(notes.db), transaction(notes.db, (tx) => labels(tx))])
    await endConnections(notes.url)
    await untilConnected(notes.db)
    await Promise.all([ping(notes.db), ping(notes.db), labels(notes.db), labels(notes.db)])
    deepEqual(await transaction(notes.db, (tx) => labels(tx)), [])
  })

  test('roll back the transaction that they interrupted, and the next one succeeds', async () => {
    const breaking = transaction(notes.db, async (tx) => {
      await write(tx, 'lost')
      const statement = 'select pg_sleep(60)'
      const [slow] = await Promise.allSettled([sql.raw(statement).execute(tx), endConnections(notes.url, statement)])
      if (slow.status === 'rejected') throw slow.reason
    })
    await rejects(breaking, isUnavailable)
    await untilConnected(notes.db)
    await transaction(notes.db, (tx) => write(tx, 'kept'))
    deepEqual(await labels(notes.db), ['kept'])
  })
})

/** Terminates all our connections on the server, once one of them is running `statement`. */
async function endConnections(url: string, statement?: string): Promise<void> {
  const administrator = new pg.Client(url)
  await administrator.connect()
  const ours = `pid <> pg_backend_pid() and datname = current_database()`
  const busy = `select pid from pg_stat_activity where ${ours} and state = 'active' and query = $1`
  if (statement) await until(async () => (await administrator.query(busy, [statement])).rowCount)
  await administrator.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where ${ours}`)
  await administrator.end()
}

/** Waits until all connections have noticed. */
async function untilConnected(db: NotesDb): Promise<void> {
  const attempt = () => Promise.all([ping(db), ping(db), transaction(db, (tx) => labels(tx))])
  await until(async () => {
    const failure = await attempt().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    ok(failure === undefined || isUnavailable(failure), String(failure))
    return failure === undefined
  })
}
