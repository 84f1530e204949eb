import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import pg from 'pg'
import type { Host } from './hosts.ts'
import { offersTls } from './offers-tls.ts'

/** The state of the server that a session is connected to. */
export type ServerState = {
  /** Its start time, which identifies the server. */
  startedAt: string
  isStandby: boolean
  isReadOnly: boolean
}

/** Chooses the server that sessions connect to, and is notified of reasons to doubt that choice. */
export type Guide = {
  /** Undefined for the only host of the address. */
  choose(): Promise<Host | undefined>
  /** Throws if the session is connected to a server other than the wanted one. */
  admit(session: Session): void
  /** The chosen server was unreachable, or was not admitted. */
  reject(): void
  /** A server refused to write. */
  doubt(): void
}

export type SessionConfig = pg.ClientConfig & {
  /** Session settings in addition to those that every session has. */
  parameters?: Record<string, string>
  /** The first statement that the session executes. */
  firstStatement?: string
  /** Continues without TLS if the server does not offer it. */
  fallsBackFromTls?: boolean
  guide?: Guide
  /** The host to connect to if there is no guide, instead of the host in the address. */
  at?: Host | undefined
}

// Settings that our SQL and the code that parses values depend on. A server, database or role may have other defaults.
const EVERY_SESSION = {
  timezone: 'UTC',
  datestyle: 'ISO, MDY',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  extra_float_digits: '1',
}

// These two are also sent in the startup packet: poolers restore for each client only what is in it.
const IN_STARTUP_PACKET = { TimeZone: 'UTC', DateStyle: 'ISO, MDY' }

const LONGEST_SETUP_MS = 5_000
const READ_ONLY = '25006'
const INTRODUCTION =
  "select pg_backend_pid() as process, pg_postmaster_start_time()::text as started_at, pg_is_in_recovery() as is_standby, current_setting('transaction_read_only') = 'on' as is_read_only"

/**
 * A connection whose session has our settings. They are set with statements, because poolers such as PgBouncer refuse
 * them in the startup packet.
 */
export class Session extends pg.Client {
  readonly #parameters: Record<string, string>
  readonly #firstStatement: string | undefined
  readonly #fallsBackFromTls: boolean
  readonly #guide: Guide | undefined
  readonly #at: Host | undefined
  #serverProcess = 0
  #server: ServerState | undefined
  #waitsSince: number | undefined

  constructor({ parameters, firstStatement, fallsBackFromTls, guide, at, ...config }: SessionConfig) {
    super(config)
    this.#parameters = { ...EVERY_SESSION, ...parameters }
    this.#firstStatement = firstStatement
    this.#fallsBackFromTls = fallsBackFromTls ?? false
    this.#guide = guide
    this.#at = at
    // Pending queries fail when the connection breaks; without a listener, the error would also end the process.
    this.on('error', () => {})
    this.#listen()
  }

  /** The server of this session, once it is connected. */
  get server(): ServerState | undefined {
    return this.#server
  }

  /** How long the server has owed a response. */
  get waitingMs(): number {
    return this.#waitsSince === undefined ? 0 : performance.now() - this.#waitsSince
  }

  /** Closes the connection without notifying the server. Pending queries fail, as when the connection breaks. */
  abandon(): void {
    internals(this).connection.stream.destroy()
  }

  /** The id of the server process for this session. */
  get serverProcess(): number {
    return this.#serverProcess
  }

  /** True if a pooler is in between that responds with its own process id. */
  get isPooled(): boolean {
    return (this as unknown as { processID: number }).processID !== this.#serverProcess
  }

  /** The server process of this connection now; it differs from `serverProcess` if a pooler has exchanged it. */
  async currentProcess(): Promise<number> {
    const { rows } = await this.query('select pg_backend_pid() as process')
    return rows[0].process
  }

  // pg's pool calls this with a callback.
  override connect(): Promise<this>
  override connect(callback: (reason: Error) => void): void
  override connect(callback?: (reason: Error) => void): Promise<this> | undefined {
    const connected = this.#connect()
    if (!callback) return connected
    connected.then(() => callback(null as never), callback)
    return undefined
  }

  // pg declares a dozen overloads, of which the first represents all of them here.
  override query = ((...asked: [never]) => {
    this.#waitsSince ??= performance.now()
    return super.query(...asked)
  }) as pg.Client['query']

  // pg calls this for the startup packet, but does not declare it in its types.
  getStartupConf(): object {
    const startup = pg.Client.prototype as unknown as { getStartupConf(): object }
    return { ...startup.getStartupConf.call(this), ...IN_STARTUP_PACKET }
  }

  async #connect(): Promise<this> {
    const host = this.#at ?? (await this.#guide?.choose())
    if (host) connectAt(this, host)
    try {
      if (this.#fallsBackFromTls && internals(this).ssl && !(await offersTls(this.host, this.port))) withoutTls(this)
      await super.connect()
      await this.#setParameters()
      this.#guide?.admit(this)
    } catch (reason) {
      this.#guide?.reject()
      this.end().catch(() => {})
      throw reason
    }
    return this
  }

  async #setParameters(): Promise<void> {
    const settings = Object.entries(this.#parameters).map(([name, value]) => `set ${name} to '${value}'`)
    const first = this.#firstStatement ? [this.#firstStatement] : []
    const text = [...settings, ...first, INTRODUCTION].join('; ')
    const query = { text, query_timeout: LONGEST_SETUP_MS }
    const results = (await this.query(query)) as unknown as pg.QueryResult[]
    const { process, started_at, is_standby, is_read_only } = (results.at(-1) as pg.QueryResult).rows[0]
    this.#serverProcess = process
    this.#server = { startedAt: started_at, isStandby: is_standby, isReadOnly: is_read_only }
  }

  #listen(): void {
    const { connection } = internals(this)
    // After each response the server owes the next one, if there is one.
    connection.on('readyForQuery', () => {
      if (this.#waitsSince !== undefined) this.#waitsSince = performance.now()
    })
    this.on('drain', () => {
      this.#waitsSince = undefined
    })
    connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code === READ_ONLY) this.#guide?.doubt()
    })
    // Someone cancelled the wait for the synchronous standby. PostgreSQL reports success, but the next failover may
    // lose the commit.
    this.on('notice', (notice) => {
      if ((notice as { routine?: string }).routine !== 'SyncRepWaitForLSN') return
      connection.emit('error', new Error('Connection terminated: the standby has not confirmed the transaction'))
      this.abandon()
    })
  }
}

/** Members that pg's types do not declare. */
type Internals = {
  ssl: boolean
  host: string
  port: number
  connection: { ssl: boolean; stream: Socket } & EventEmitter
}

const internals = (client: pg.Client): Internals => client as unknown as Internals

function connectAt(client: pg.Client, { host, port }: Host): void {
  Object.assign(internals(client), { host, port })
  if (host.startsWith('/')) withoutTls(client)
}

function withoutTls(client: pg.Client): void {
  internals(client).ssl = false
  internals(client).connection.ssl = false
}
