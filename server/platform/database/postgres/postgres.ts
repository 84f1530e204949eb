import { PostgresAdapter, PostgresDialect, PostgresQueryCompiler } from 'kysely'
import pg from 'pg'
import type { Engine, Identity, TransactionWork } from '../engine.ts'
import { PostgresConnection } from './connection.ts'
import { gatherWrites } from './gathered-writes.ts'
import { PipelinedReader } from './reader.ts'
import { postgresTypes } from './types.ts'

const PIPELINED_READERS = 2

// Reads are written for an index each, and know how much they ask for better than statistics do: plans are made once,
// and do not turn to walking or sorting a table because it was small, or its values alike, when they were.
const EVERY_READ_HAS_AN_INDEX = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_sort=off'

/** Opens PostgreSQL: a few connections that pipeline single statements, and a pool for transactions. */
export function openPostgres(url: string, poolSize: number): Engine {
  const settings: pg.ClientConfig = {
    connectionString: url,
    types: postgresTypes,
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    options: '-c timezone=UTC',
    application_name: 'docket',
  }
  const readers = Math.min(PIPELINED_READERS, poolSize)
  const reader = new PipelinedReader(
    { ...settings, options: `${settings.options} ${EVERY_READ_HAS_AN_INDEX}` },
    readers,
  )
  const pool = new pg.Pool({ ...settings, max: Math.max(1, poolSize - readers) })
  // A connection that breaks while it idles is dropped by the pool; without a listener it would end the process.
  pool.on('error', () => {})

  return {
    adapter: new PostgresAdapter(),
    compiler: new PostgresQueryCompiler(),
    reader,
    transact: (work) => transact(pool, work),
    identify: () => identify(pool),
    load: () => ({ inUse: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    migrationDialect: () =>
      new PostgresDialect({ pool: new pg.Pool({ ...settings, pipeline: false, statement_timeout: 0, max: 1 }) }),
    ping: () => reader.ping(),
    close: async () => {
      await Promise.all([reader.close(), pool.end()])
    },
  }
}

const OLDEST_SUPPORTED = 150_000

async function identify(pool: pg.Pool): Promise<Identity> {
  const { rows } = await pool.query(
    "select current_setting('server_version') as version, current_setting('server_version_num')::int as number, clock_timestamp()::timestamptz(3) as now",
  )
  const { version, number, now } = rows[0]
  const isSupported = number >= OLDEST_SUPPORTED
  return { product: 'PostgreSQL', version, isSupported, needed: 'PostgreSQL 15 or newer', now }
}

/**
 * `begin` is sent with the first statement and `commit` with the last: a transaction costs one round trip for
 * each step that waits for an answer, and none besides.
 */
async function transact<R>(pool: pg.Pool, work: TransactionWork<R>): Promise<R> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    gatherWrites(client)
    const begun = client.query('begin')
    begun.catch(() => {})
    const { result, sent } = await work(new PostgresConnection(client)).catch(async (reason) => {
      await client.query('rollback').catch(onError)
      throw reason
    })
    gatherWrites(client)
    const committed = client.query('commit')
    const [commit, ...others] = await Promise.allSettled([committed, begun, ...sent])
    for (const outcome of [...others, commit]) if (outcome.status === 'rejected') throw outcome.reason
    if (commit.status === 'fulfilled' && commit.value.command !== 'COMMIT')
      throw new Error('the transaction was rolled back')
    return result
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}
