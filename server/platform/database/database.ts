import { AsyncLocalStorage } from 'node:async_hooks'
import { CompiledQuery, type ConnectionProvider, DefaultQueryExecutor, type Dialect, Kysely } from 'kysely'
import type { Engine, Identity, Load, Replication } from './engine.ts'
import { openPostgres } from './postgres/postgres.ts'
import { openSqlite } from './sqlite/sqlite.ts'

declare const role: unique symbol
declare const tables: unique symbol

/** The database outside a transaction: for reads, and to open transactions. Using it inside a transaction throws. */
export type Database<T> = Kysely<T> & { readonly [role]?: 'database'; readonly [tables]?: T }

/** The database inside a transaction, as `transaction` passes it. */
export type Transaction<T> = Kysely<T> & { readonly [role]: 'transaction'; readonly [tables]?: T }

/** The transaction type of a database handle. */
export type TransactionOf<D> = D extends { readonly [tables]?: infer T } ? Transaction<NonNullable<T>> : never

// Kysely's types are invariant in their tables, so code that works for any tables needs this type.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyKysely = Kysely<any>

type BeforeCommit = (tx: AnyKysely) => Promise<unknown>

/**
 * Opens `sqlite://PATH`, `postgres://…` or `postgresql://…`. It does not connect to PostgreSQL before the first
 * statement; use `ping` to test the connection.
 */
export function openDatabase<T>(url: string, options: DatabaseOptions = {}): Database<T> {
  const engine = openEngine(url, options)
  const db = kyselyOver<T>(engine, {
    provideConnection: (consumer) => {
      if (insideTransaction.getStore()) throw new Error('use the transaction here: the plain handle would wait for it')
      return consumer(engine.reader)
    },
  })
  engines.set(db, engine)
  return db as Database<T>
}

export type DatabaseOptions = {
  poolSize?: number
  /** For a process that serves requests: `withExclusiveAccess` of other processes does not run until it has ended. */
  isServing?: boolean
}

const openEngine = (url: string, { poolSize = 10, isServing = false }: DatabaseOptions): Engine =>
  url.startsWith('sqlite://')
    ? openSqlite(url.slice('sqlite://'.length), { isServing })
    : openPostgres(url, { poolSize, isServing })

/** The same database, but its transactions run `hook` as their last step. Closing this handle closes nothing. */
export function withBeforeCommit<D extends AnyKysely>(db: D, hook: (tx: TransactionOf<D>) => Promise<unknown>): D {
  const derived = db.withoutPlugins() as D
  engines.set(derived, engineOf(db))
  lastSteps.set(derived, hook as BeforeCommit)
  roots.set(derived, rootOf(db))
  return derived
}

/** Throws the error of the database if it does not respond. */
export const ping = (db: AnyKysely): Promise<void> => engineOf(db).ping()

/** Executes a statement that writes, and rolls it back; throws the error of the database. */
export const tryWrite = (db: AnyKysely, sql: string): Promise<void> => engineOf(db).tryWrite(sql)
/** Throws if a connection pooler does not preserve sessions; the message says what to do. */
export const requireSessions = async (db: AnyKysely): Promise<void> => engineOf(db).requireSessions?.()
/** The path of a database file; undefined for a database server. */
export const fileOf = (url: string): string | undefined => /^sqlite:\/\/(.*)/.exec(url)?.[1]

/** The replication state of the server; undefined for databases without replication. */
export const replicationOf = async (db: AnyKysely): Promise<Replication | undefined> => engineOf(db).replication?.()

export type { Identity, Replication }
export const identify = (db: AnyKysely): Promise<Identity> => engineOf(db).identify()

export const loadOf = (db: AnyKysely): Load => engineOf(db).load()

/** The size of the database on disk in bytes, without its write-ahead log. */
export async function sizeOf(db: AnyKysely): Promise<number> {
  const { rows } = await engineOf(db).reader.executeQuery<{ bytes: number }>(CompiledQuery.raw(engineOf(db).sizeQuery))
  return rows[0]?.bytes ?? 0
}

/** True if another process has written since the last call; undefined if only the event log can tell. */
export const changedElsewhere = (db: AnyKysely): boolean | undefined => engineOf(db).changedElsewhere?.()

/** Runs `work` while no process serves the database, and prevents others from starting to; undefined if one does. */
export const withExclusiveAccess = <R>(db: AnyKysely, work: () => Promise<R>): Promise<R | undefined> =>
  engineOf(db).withExclusiveAccess(work)
export const closeDatabase = (db: AnyKysely): Promise<void> => engineOf(db).close()

/** Set while the work of a transaction runs, so that the plain handle throws rather than hangs. */
export const insideTransaction = new AsyncLocalStorage<boolean>()

const engines = new WeakMap<object, Engine>()
const lastSteps = new WeakMap<object, BeforeCommit>()
const roots = new WeakMap<object, object>()

export function engineOf(db: object): Engine {
  const engine = engines.get(db)
  if (!engine) throw new Error('not a handle of openDatabase')
  return engine
}

export const lastStepOf = (db: object): BeforeCommit | undefined => lastSteps.get(db)

/** The handle that `openDatabase` returned, for any handle derived from it. */
export const rootOf = (db: object): object => roots.get(db) ?? db

/** A Kysely instance over our own connections: its own pools and drivers are not used. */
export function kyselyOver<T>(engine: Engine, connections: ConnectionProvider): Kysely<T> {
  const executor = new DefaultQueryExecutor(engine.compiler, engine.adapter, connections)
  const unused = {} as never
  return new Kysely<T>({ config: { dialect: unused as Dialect }, dialect: unused, driver: unused, executor })
}
