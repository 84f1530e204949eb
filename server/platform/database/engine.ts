import type { DatabaseConnection, Dialect, DialectAdapter, QueryCompiler } from 'kysely'

/** The interface of a database engine. All code above it uses only this interface. */
export interface Engine {
  readonly adapter: DialectAdapter
  readonly compiler: QueryCompiler
  /** A connection for single statements outside transactions; several may run at once. */
  readonly reader: DatabaseConnection
  /**
   * Runs `work` in a transaction and resolves once it is durable. `work` may run more than once; one run takes effect.
   */
  transact<R>(work: TransactionWork<R>): Promise<R>
  /** The current load of the connections for transactions. */
  load(): Load
  /** True if another process has written since the last call; absent if only the event log can tell. */
  changedElsewhere?(): boolean
  /** A query for the size of the database on disk in bytes, as `bytes`. */
  readonly sizeQuery: string
  /** The product, its version and its current time. */
  identify(): Promise<Identity>
  /** A stock Kysely dialect over its own connection, for migrations. */
  migrationDialect(): Dialect
  /** Throws the error of the database if it does not respond. */
  ping(): Promise<void>
  /** Executes a statement that writes, and rolls it back; throws the error of the database. */
  tryWrite(sql: string): Promise<void>
  /** Throws if something in front of the database does not preserve sessions; absent if nothing can be there. */
  requireSessions?(): Promise<void>
  /** The replication state of the server; absent for databases without replication. */
  replication?(): Promise<Replication>
  /** Runs `work` while no process serves the database, and prevents others from starting to; undefined if one does. */
  withExclusiveAccess<R>(work: () => Promise<R>): Promise<R | undefined>
  close(): Promise<void>
}

export type Identity = {
  product: string
  version: string
  isSupported: boolean
  needed: string
  now: string
  /** The maximum number of connections without the reserved ones; undefined if there is no maximum. */
  mostConnections?: number
}

export type Replication = {
  /** The host and port of the server itself, even behind a proxy. */
  address: string
  isStandby: boolean
  /** The standbys that a commit waits for, as configured; undefined if it waits for none. */
  waitsFor: string | undefined
  /** The number of standbys, and how many of them commits wait for; undefined if the role may not see them. */
  standbys: number | undefined
  synchronous: number | undefined
}

/** The connections for transactions, and the number of transactions that wait for one. */
export type Load = { inUse: number; idle: number; waiting: number }

/**
 * The body of a transaction. It returns its result, and the statements that it sent but did not await: these too must
 * succeed before the transaction counts as committed.
 */
export type TransactionWork<R> = (connection: DatabaseConnection) => Promise<{ result: R; sent: Promise<unknown>[] }>
