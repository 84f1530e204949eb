import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
  SqliteAdapter,
  SqliteQueryCompiler,
} from 'kysely'
import { clock } from '../../clock.ts'
import type { Engine, Identity } from '../engine.ts'
import { type Column, rowOf } from '../rows.ts'
import { statements, timedStatements } from '../statements.ts'
import { GroupCommit } from './group-commit.ts'
import { sqliteMigrationDialect } from './migration-dialect.ts'
import { markAsServing, withExclusiveAccess } from './serving-lock.ts'
import { BUSY_TIMEOUT_MS, tryWrite } from './try-write.ts'
import { TurnBudget } from './turn-budget.ts'

/**
 * Opens a SQLite file, or creates it. The connection that writes also reads, because its page cache holds what it
 * wrote; while it is in a transaction, a second connection reads what has been committed.
 */
export function openSqlite(path: string, { isServing }: { isServing: boolean }): Engine {
  createPrivately(path)
  const endServing = isServing ? markAsServing(path) : undefined
  const writer = connect(path, LARGE_CACHE)
  const reader = connect(path, SMALL_CACHE)
  const writerConnection = new SqliteConnection(writer)
  const readerConnection = new SqliteConnection(reader)
  const budget = new TurnBudget(READS_MS)
  const steps = new TurnBudget(TRANSACTIONS_MS, { countsAll: true })
  const stepping = {
    executeQuery: <R>(query: CompiledQuery) => steps.run(() => writerConnection.executeQuery<R>(query)),
    streamQuery: () => writerConnection.streamQuery<never>(),
  }
  const groups = new GroupCommit(writer, stepping, steps)
  return {
    adapter: new SqliteAdapter(),
    compiler: new SqliteQueryCompiler(),
    reader: {
      executeQuery: (query) =>
        budget.run(() => (writer.isTransaction ? readerConnection : writerConnection).executeQuery(query)),
      streamQuery: () => writerConnection.streamQuery(),
    },
    transact: (work) => groups.run(work),
    load: () => groups.load(),
    sizeQuery: 'select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()',
    identify: async () => identify(),
    changedElsewhere: changesOfOthers(writer),
    migrationDialect: () => sqliteMigrationDialect(connect(path, SMALL_CACHE)),
    tryWrite: async (sql) => tryWrite(writer, path, sql),
    withExclusiveAccess: (work) => withExclusiveAccess(path, work),
    ping: async () => void reader.prepare('select 1').get(),
    close: async () => {
      await groups.idle()
      reader.close()
      writer.close()
      endServing?.()
    },
  }
}

/** How long reads, and transactions with the code between their statements, may occupy the event loop in one turn. */
const READS_MS = 10
const TRANSACTIONS_MS = 15

/** Creates the file unless it exists. It contains password hashes: only its owner can access it and a new folder. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // The files that SQLite creates beside it get the same mode.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
}

/** SQLite is part of Node, and uses the clock of this machine. */
function identify(): Identity {
  const version = process.versions.sqlite ?? ''
  return { product: 'SQLite', version, isSupported: true, needed: 'SQLite', now: clock.now() }
}

/** Returns a function that reports whether another connection has written since its last call. */
function changesOfOthers(database: DatabaseSync): () => boolean {
  const dataVersion = database.prepare('pragma data_version')
  let lastVersion = dataVersion.get()?.data_version
  return () => {
    const version = dataVersion.get()?.data_version
    const hasChanged = version !== lastVersion
    lastVersion = version
    return hasChanged
  }
}

const LARGE_CACHE = 32_000
const SMALL_CACHE = 4_000

function connect(path: string, cacheKilobytes: number): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec(`
    pragma busy_timeout = ${BUSY_TIMEOUT_MS};
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma cache_size = -${cacheKilobytes};
    pragma temp_store = memory;
    pragma wal_autocheckpoint = 4000;
  `)
  return database
}

// The types, and the first releases of Node 26, lack `stat`.
type Statement = StatementSync & { stat?(counter: 'reprepare'): number }

/** `columns` are those of the rows that it returned when it had been prepared again `timesChanged` times. */
type Prepared = { run: Statement; columns: Column[]; timesChanged: number | undefined }

/** SQLite is synchronous; the promises of this connection are settled when they are created. */
class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, Prepared>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (statements.hasSubscribers) statements.publish(query.sql)
    if (!timedStatements.hasSubscribers) return this.#run(query)
    return timedStatements.tracePromise(async () => this.#run<R>(query), { sql: query.sql, system: 'sqlite' })
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const prepared = this.#prepare(query.sql)
    const parameters = query.parameters.map(storable)
    if (prepared.columns.length === 0) {
      const { changes, lastInsertRowid } = prepared.run.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    }
    const values = prepared.run.all(...parameters) as unknown as unknown[][]
    const columns = currentColumns(prepared)
    const rows = values.map((row) => rowOf(columns, row))
    return { rows: rows as R[], numAffectedRows: BigInt(rows.length) }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator; nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not supported')
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known) return known
    const run: Statement = this.#database.prepare(sql)
    run.setReturnArrays(true)
    const prepared: Prepared = { run, columns: columnsOf(run), timesChanged: 0 }
    if (this.#prepared.size >= 1000) this.#prepared.clear()
    this.#prepared.set(sql, prepared)
    return prepared
  }
}

// SQLite prepares a statement again after a migration has changed its table, which may then have other columns.
function currentColumns(prepared: Prepared): Column[] {
  const timesChanged = prepared.run.stat?.('reprepare')
  if (timesChanged === undefined || timesChanged !== prepared.timesChanged) {
    prepared.timesChanged = timesChanged
    prepared.columns = columnsOf(prepared.run)
  }
  return prepared.columns
}

const columnsOf = (statement: Statement): Column[] =>
  statement.columns().map(({ name, type }) => ({ name, parse: type === 'json_text' ? JSON.parse : undefined }))

function storable(value: unknown): SQLInputValue {
  if (value === undefined) return null
  if (Array.isArray(value)) return JSON.stringify(value)
  return typeof value === 'boolean' ? Number(value) : (value as SQLInputValue)
}
