import { AsyncLocalStorage } from 'node:async_hooks'
import { CompiledQuery, type ConnectionProvider, DefaultQueryExecutor, type Dialect, Kysely } from 'kysely'
import type { Engine, Identity, Load, Replication } from './engine.ts'
import { openPostgres } from './postgres/postgres.ts'
import { openSqlite } from './sqlite/sqlite.ts'

declare const role: unique symbol
declare const tables: unique symbol

/** The database outside a transaction: for reads, and for opening transactions. Inside one it throws. */
export type Database<T> = Kysely<T> & { readonly [role]?: 'database'; readonly [tables]?: T }

/** The database inside a transaction, as `transaction` hands it out. */
export type Transaction<T> = Kysely<T> & { readonly [role]: 'transaction'; readonly [tables]?: T }

/** The transaction that goes with a database handle. */
export type TransactionOf<D> = D extends { readonly [tables]?: infer T } ? Transaction<NonNullable<T>> : never

// Kysely's types are invariant in their tables: code that works for any tables has to say so like this.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyKysely = Kysely<any>

export type BeforeCommit = (tx: AnyKysely) => Promise<unknown>

/**
 * Opens `sqlite://PATH`, `postgres://…` or `postgresql://…`. No connection is made to PostgreSQL before the
 * first statement; `ping` tells whether it can be.
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
  /** For a process that serves: `whileUnserved` of others waits until it has ended. */
  isServing?: boolean
}

const openEngine = (url: string, { poolSize = 10, isServing = false }: DatabaseOptions): Engine =>
  url.startsWith('sqlite://')
    ? openSqlite(url.slice('sqlite://'.length), { isServing })
    : openPostgres(url, { poolSize, isServing })

/** The same database, whose transactions also run `hook` as their last step. Closing it closes nothing. */
export function withBeforeCommit<D extends AnyKysely>(db: D, hook: (tx: TransactionOf<D>) => Promise<unknown>): D {
  const derived = db.withoutPlugins() as D
  engines.set(derived, engineOf(db))
  lastSteps.set(derived, hook as BeforeCommit)
  roots.set(derived, rootOf(db))
  return derived
}

/** Throws what the database says when it does not answer. */
export const ping = (db: AnyKysely): Promise<void> => engineOf(db).ping()

/** Carries out a statement that writes, and undoes it; throws what the database says. */
export const tryWrite = (db: AnyKysely, sql: string): Promise<void> => engineOf(db).tryWrite(sql)
/** Refuses a connection pooler that does not keep sessions apart; says what to do. */
export const requireSessions = async (db: AnyKysely): Promise<void> => engineOf(db).requireSessions?.()
/** The file that a database is; undefined for one that is a service. */
export const fileOf = (url: string): string | undefined => /^sqlite:\/\/(.*)/.exec(url)?.[1]

/** How the server that answers stands to others; undefined where there are none. */
export const replicationOf = async (db: AnyKysely): Promise<Replication | undefined> => engineOf(db).replication?.()

export type { Identity, Replication }
export const identify = (db: AnyKysely): Promise<Identity> => engineOf(db).identify()

export const loadOf = (db: AnyKysely): Load => engineOf(db).load()

/** The bytes that the database takes on disk, without its log of changes. */
export async function sizeOf(db: AnyKysely): Promise<number> {
  const { rows } = await engineOf(db).reader.executeQuery<{ bytes: number }>(CompiledQuery.raw(engineOf(db).sizeQuery))
  return rows[0]?.bytes ?? 0
}

/** Whether another process has written since this was asked last; undefined where only the log of changes can tell. */
export const changedElsewhere = (db: AnyKysely): boolean | undefined => engineOf(db).changedElsewhere?.()

/** Runs `work` while no process serves the database, and keeps others from beginning to; undefined when one does. */
export const whileUnserved = <R>(db: AnyKysely, work: () => Promise<R>): Promise<R | undefined> =>
  engineOf(db).whileUnserved(work)
export const closeDatabase = (db: AnyKysely): Promise<void> => engineOf(db).close()

/** Set while a transaction's work runs, so that the plain handle can refuse to hang. */
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

/** The handle that `openDatabase` made, whatever handle derived from it is given. */
export const rootOf = (db: object): object => roots.get(db) ?? db

/** A Kysely over connections of our own: its pools and drivers stay unused. */
export function kyselyOver<T>(engine: Engine, connections: ConnectionProvider): Kysely<T> {
  const executor = new DefaultQueryExecutor(engine.compiler, engine.adapter, connections)
  const unused = {} as never
  return new Kysely<T>({ config: { dialect: unused as Dialect }, dialect: unused, driver: unused, executor })
}
