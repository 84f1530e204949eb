import { PostgresAdapter, PostgresDialect, PostgresQueryCompiler } from 'kysely'
import pg from 'pg'
import type { Engine, Identity } from '../engine.ts'
import { connectionTo } from './connecting/address.ts'
import { PrimaryFinder } from './connecting/primary-finder.ts'
import { refuseTransactionPooling } from './connecting/refuse-transaction-pooling.ts'
import { MARK_AS_SERVING, withExclusiveAccess } from './connecting/serving-lock.ts'
import { Session, type SessionConfig } from './connecting/session.ts'
import { GroupCommit } from './group-commit.ts'
import { PipelinedReader } from './reader.ts'
import { replicationOf } from './replication.ts'
import { postgresTypes } from './types.ts'

const PIPELINED_READERS = 2
/** New connections are slow until the server has planned their statements again. */
const MAX_IDLE_MS = 10 * 60_000

// Queries here are small: starting workers or a JIT compiler would take longer than executing them.
const EVERY_STATEMENT_IS_SMALL = { max_parallel_workers_per_gather: '0', jit: 'off' }

// Each read is written for an index, and its limits are more accurate than statistics. Plans are made once, and must
// not switch to scanning or sorting a table because it was small, or its values were alike, at that time.
const EVERY_READ_HAS_AN_INDEX = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', enable_sort: 'off' }

const MAX_STATEMENT_MS = 30_000

/** Opens PostgreSQL: a few connections that pipeline single statements, and a pool for transactions. */
export function openPostgres(url: string, { poolSize, isServing }: { poolSize: number; isServing: boolean }): Engine {
  const { finder, unlimited, limited, reading } = sessionsOf(url, isServing)
  const readers = Math.min(PIPELINED_READERS, poolSize)
  const reader = new PipelinedReader(reading, readers)
  const writers = Math.max(1, poolSize - readers)
  const pool = poolOf(limited, { max: writers, idleTimeoutMillis: MAX_IDLE_MS })
  const transactions = new GroupCommit(pool, writers)
  // The pool drops idle connections that break; without a listener, the error would end the process.
  pool.on('error', () => {})

  return {
    adapter: new PostgresAdapter(),
    compiler: new PostgresQueryCompiler(),
    reader,
    transact: (work) => transactions.run(work),
    identify: () => identify(pool),
    replication: () => replicationOf(pool),
    load: () => ({
      inUse: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount + transactions.waiting,
    }),
    sizeQuery: 'select pg_database_size(current_database())::float8 as bytes',
    migrationDialect: () => new PostgresDialect({ pool: poolOf(unlimited, { max: 1 }) }),
    ping: () => reader.ping(),
    tryWrite: (sql) => reader.run(undone(sql)),
    withExclusiveAccess: (work) => withExclusiveAccess(unlimited, work),
    requireSessions: () => refuseTransactionPooling(limited),
    close: async () => {
      finder.close()
      await Promise.all([reader.close(), pool.end()])
    },
  }
}

/** The settings of sessions: `unlimited` without a limit for each statement, `limited`, and `reading` for single reads. */
function sessionsOf(url: string, isServing: boolean) {
  const plain: SessionConfig = {
    types: postgresTypes,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    application_name: 'docket',
    ...connectionTo(url),
  }
  const finder = new PrimaryFinder(url, plain)
  const unlimited: SessionConfig = { ...plain, guide: finder, parameters: EVERY_STATEMENT_IS_SMALL }
  const limited: SessionConfig = {
    ...unlimited,
    pipeline: true,
    parameters: { ...unlimited.parameters, statement_timeout: String(MAX_STATEMENT_MS) },
  }
  const reading: SessionConfig = {
    ...limited,
    parameters: { ...limited.parameters, ...EVERY_READ_HAS_AN_INDEX },
    // Every serving process has an open reader.
    ...(isServing && { firstStatement: MARK_AS_SERVING }),
  }
  return { finder, unlimited, limited, reading }
}

const poolOf = (settings: SessionConfig, options: pg.PoolConfig): pg.Pool =>
  new pg.Pool({ ...settings, ...options, Client: Session as unknown as new () => pg.ClientBase })

// A nested block undoes the statement without an error, which the server would log each time.
const undone = (sql: string): string => `do $$ begin
  begin
    ${sql};
    raise exception sqlstate 'DK000';
  exception when sqlstate 'DK000' then null;
  end;
end $$`

const OLDEST_SUPPORTED = 150_000

async function identify(pool: pg.Pool): Promise<Identity> {
  const { rows } = await pool.query(
    "select current_setting('server_version') as version, current_setting('server_version_num')::int as number, clock_timestamp()::timestamptz(3) as now, current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most",
  )
  const { version, number, now, most } = rows[0]
  const isSupported = number >= OLDEST_SUPPORTED
  return { product: 'PostgreSQL', version, isSupported, needed: 'PostgreSQL 15 or newer', now, mostConnections: most }
}
