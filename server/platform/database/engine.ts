import type { DatabaseConnection, Dialect, DialectAdapter, QueryCompiler } from 'kysely'

/** What a kind of database must offer. One implementation a file; everything above them speaks only this. */
export interface Engine {
  readonly adapter: DialectAdapter
  readonly compiler: QueryCompiler
  /** A connection for a single statement outside a transaction; several may be under way at once. */
  readonly reader: DatabaseConnection
  /** Runs `work` in a transaction and resolves once its outcome is durable. It may run more than once; one run counts. */
  transact<R>(work: TransactionWork<R>): Promise<R>
  /** How busy the connections for transactions are now. */
  load(): Load
  /** Whether another process has written since this was asked last; left out where only the log can tell. */
  changedElsewhere?(): boolean
  /** Asks for the bytes that the database takes on disk, as `bytes`. */
  readonly sizeQuery: string
  /** Which product answers, and what time it has. */
  identify(): Promise<Identity>
  /** A stock Kysely dialect over a connection of its own, for migrations. */
  migrationDialect(): Dialect
  /** Proves that the database answers; throws what it says when it does not. */
  ping(): Promise<void>
  /** Carries out a statement that writes, and undoes it; throws what the database says. */
  tryWrite(sql: string): Promise<void>
  /** Throws when something before the database does not keep sessions apart; left out where nothing can be. */
  requireSessions?(): Promise<void>
  /** How the server that answers stands to others; left out where there are none. */
  replication?(): Promise<Replication>
  /** Runs `work` while no process serves the database, and keeps others from it; undefined when one does. */
  whileUnserved<R>(work: () => Promise<R>): Promise<R | undefined>
  close(): Promise<void>
}

export type Identity = {
  product: string
  version: string
  isSupported: boolean
  needed: string
  now: string
  /** How many connections it admits, besides those reserved for its administrator; undefined where it counts none. */
  mostConnections?: number
}

export type Replication = {
  /** The host and port of the server itself, whatever stands before it. */
  address: string
  isStandby: boolean
  /** The standbys that a commit waits for, in the words of the configuration; undefined when it waits for none. */
  waitsFor: string | undefined
  /** How many standbys follow, and how many of those are waited for; undefined where the role may not see them. */
  standbys: number | undefined
  synchronous: number | undefined
}

/** Connections for transactions, and how many transactions wait for one. */
export type Load = { inUse: number; idle: number; waiting: number }

/**
 * The body of a transaction. It returns its result, and statements that were sent but not awaited: they must
 * have succeeded too before the transaction counts as committed.
 */
export type TransactionWork<R> = (connection: DatabaseConnection) => Promise<{ result: R; sent: Promise<unknown>[] }>
