import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { type Postgres, startPostgres } from '../../../test/kit/postgres/postgres.ts'
import { administer, makeSynchronous, promote, startStandby, urlOfAll } from '../../../test/kit/postgres/standby.ts'
import { findFreePort } from '../../../test/kit/processes/free-port.ts'
import { until } from '../../../test/kit/until.ts'
import { closeDatabase, type Database, openDatabase, ping } from '../database.ts'
import { diagnoseDatabase } from '../diagnosis.ts'
import { isUnavailable } from '../faults.ts'
import { transaction } from '../transaction.ts'

type Notes = { notes: { text: string } }

type Pair = { primary: Postgres; standby: Postgres; open(url: string): Database<Notes> }

/** A suite whose tests act on one primary and its synchronous standby, in order. */
function onPair(title: string, suite: (pair: Pair) => void): void {
  describe(`A PostgreSQL primary with a synchronous standby ${title}`, () => {
    const opened: Database<Notes>[] = []
    const open = (url: string) => {
      const db = openDatabase<Notes>(url)
      opened.push(db)
      return db
    }
    const pair = { open } as Pair
    before(async () => {
      pair.primary = await startPostgres({ synchronous_commit: 'on' })
      await administer(pair.primary, 'create table notes (text text primary key)')
      pair.standby = await startStandby(pair.primary, { synchronous_commit: 'on' })
      await makeSynchronous(pair.primary)
    })
    after(async () => {
      await Promise.all(opened.map(closeDatabase))
      await Promise.all([pair.primary?.stop(), pair.standby?.stop()])
    })
    suite(pair)
  })
}

onPair('that is killed', (pair) => {
  test('is found among the hosts in any order, and a standby alone is rejected with one sentence', async () => {
    const { primary, standby } = pair
    for (const url of [urlOfAll(primary, standby), urlOfAll(standby, primary)]) {
      const db = pair.open(url)
      await write(db, url)
      equal(await serverOf(db), portOf(primary))
    }
    const alone = pair.open(`${standby.url}?target_session_attrs=read-write`)
    await rejects(ping(alone), (reason) => {
      ok(isUnavailable(reason))
      match(diagnoseDatabase(reason).cause, /read-only: it is a standby/)
      return true
    })
  })

  test('does not acknowledge a write when an administrator cancels its wait for the standby', async () => {
    const db = pair.open(urlOfAll(pair.primary, pair.standby))
    await write(db, 'before')
    pair.standby.pause()
    const writing = write(db, 'unconfirmed')
    writing.catch(() => {})
    const waiting = "select pid from pg_stat_activity where wait_event = 'SyncRep' and application_name = 'docket'"
    const { pid } = await until(async () => (await administer(pair.primary, waiting))[0])
    await administer(pair.primary, 'select pg_cancel_backend($1)', [pid])
    await rejects(writing, (reason) => isUnavailable(reason) && /has not confirmed/.test(String(reason)))
    pair.standby.resume()
  })

  test('is replaced by the standby after promotion', async () => {
    const { primary, standby } = pair
    const db = pair.open(urlOfAll(primary, standby))
    await write(db, 'acknowledged')
    await primary.kill()
    await rejects(write(db, 'meanwhile'), isUnavailable)
    await rejects(
      ping(pair.open(urlOfAll(primary, standby))),
      /^Error: No host in DATABASE_URL accepts writes: .*ECONNREFUSED.*, .* is a standby\.$/,
    )
    await promote(standby)
    await untilWritten(db, 'after')
    equal(await serverOf(db), portOf(standby))
    const texts = await textsOn(standby)
    deepEqual([texts.includes('acknowledged'), texts.includes('meanwhile')], [true, false])
  })
})

onPair('that hangs', (pair) => {
  test('loses all its connections, and is not used again when it resumes', async () => {
    const { primary, standby } = pair
    const db = pair.open(urlOfAll(primary, standby))
    await Promise.all([write(db, 'before'), ping(db), ping(db)])
    primary.pause()
    const outcomes = Promise.allSettled([write(db, 'lost'), ping(db), serverOf(db)])
    await promote(standby)
    for (const outcome of await outcomes) {
      // Statements that were not sent before the failover have already reached the new primary.
      if (outcome.status === 'rejected') ok(isUnavailable(outcome.reason), String(outcome.reason))
    }
    await untilWritten(db, 'after')
    primary.resume()
    const another = pair.open(urlOfAll(primary, standby))
    await untilWritten(another, 'another')
    deepEqual([await serverOf(db), await serverOf(another)], [portOf(standby), portOf(standby)])
    deepEqual(await textsOn(primary), ['before'])
  })
})

onPair('that is disconnected from it', (pair) => {
  test('acknowledges nothing after a failover, and read-only clients leave it too', async () => {
    const { primary, standby } = pair
    const [reader, writer] = [pair.open(urlOfAll(primary, standby)), pair.open(urlOfAll(primary, standby))]
    await Promise.all([ping(reader), write(writer, 'before')])
    await promote(standby)
    await untilWritten(writer, 'after')
    await until(async () => (await serverOf(reader).catch(() => undefined)) === portOf(standby))
    deepEqual(await textsOn(primary), ['before'])
    equal((await textsOn(standby)).length, 2)
  })

  test('is abandoned when it rejects writes and its address leads to another server', async () => {
    const { primary, standby } = pair
    await administer(primary, 'alter system reset synchronous_standby_names')
    await administer(primary, 'select pg_reload_conf()')
    const proxy = await switchingProxy(portOf(primary))
    const db = pair.open(Object.assign(new URL(primary.url), { port: String(proxy.port) }).href)
    await Promise.all([write(db, 'here'), serverOf(db)])
    await administer(primary, 'alter system set default_transaction_read_only = on')
    await administer(primary, 'select pg_reload_conf()')
    proxy.leadTo(portOf(standby))
    await untilWritten(db, 'there')
    await until(async () => (await serverOf(db).catch(() => undefined)) === portOf(standby))
    proxy.close()
  })
})

const write = (db: Database<Notes>, text: string) =>
  transaction(db, (tx) => tx.insertInto('notes').values({ text }).execute())

/** Retries until it works; every failure meanwhile must be a retryable one. */
async function untilWritten(db: Database<Notes>, text: string): Promise<void> {
  let attempts = 0
  await until(async () => {
    const failure = await write(db, `${text} ${attempts++}`).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    ok(failure === undefined || isUnavailable(failure), String(failure))
    return failure === undefined
  })
}

/** The port of the server that responds. */
async function serverOf(db: Database<Notes>): Promise<number | undefined> {
  return (await sql<{ port: number }>`select inet_server_port() as port`.execute(db)).rows[0]?.port
}

const portOf = ({ url }: Postgres): number => Number(new URL(url).port)

const textsOn = async (server: Postgres): Promise<string[]> =>
  (await administer(server, 'select text from notes order by text')).map(({ text }) => text)

/** Acts like a DNS name: only new connections follow a change; open ones stay. */
async function switchingProxy(target: number) {
  const port = await findFreePort()
  const server = createServer((client) => {
    const onward = connect(target, '127.0.0.1')
    client.pipe(onward).pipe(client)
    client.on('error', () => onward.destroy()).on('close', () => onward.destroy())
    onward.on('error', () => client.destroy()).on('close', () => client.destroy())
  }).listen(port, '127.0.0.1')
  return {
    port,
    leadTo: (next: number) => {
      target = next
    },
    close: () => server.close(),
  }
}
