import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import pg from 'pg'
import type { Host } from './hosts.ts'
import { offersTls } from './offers-tls.ts'

/** What a session knows of the server that serves it. */
export type ServerState = {
  /** When it started, which identifies the server. */
  startedAt: string
  isStandby: boolean
  isReadOnly: boolean
}

/** Says which server sessions connect to, and hears of what makes that doubtful. */
export type Guide = {
  /** Undefined for the only one in the address. */
  choose(): Promise<Host | undefined>
  /** Throws when the server that a session has reached is not the one that is wanted. */
  admit(session: Session): void
  /** The chosen server could not be reached, or was not admitted. */
  reject(): void
  /** A server refused to write. */
  doubt(): void
}

export type SessionConfig = pg.ClientConfig & {
  /** Settings of the session, besides those that every session has. */
  parameters?: Record<string, string>
  /** What the session runs before anything else. */
  firstStatement?: string
  /** Goes on without TLS where the server offers none. */
  fallsBackFromTls?: boolean
  guide?: Guide
  /** Where to connect to without a guide, in place of the host in the address. */
  at?: Host | undefined
}

// What our SQL, and the code that reads values, rely on. The defaults of a server, a database or a role may be others.
const EVERY_SESSION = {
  timezone: 'UTC',
  datestyle: 'ISO, MDY',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  extra_float_digits: '1',
}

// These two also go into the startup packet: poolers restore them for each client, and nothing else.
const IN_STARTUP_PACKET = { TimeZone: 'UTC', DateStyle: 'ISO, MDY' }

const LONGEST_SETUP_MS = 5_000
const READ_ONLY = '25006'
const INTRODUCTION =
  "select pg_backend_pid() as process, pg_postmaster_start_time()::text as started_at, pg_is_in_recovery() as is_standby, current_setting('transaction_read_only') = 'on' as is_read_only"

/**
 * A connection whose session has our settings. They are set by statements: a pooler such as PgBouncer refuses them in
 * the startup packet.
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
    // What waits for an answer hears of a broken connection; without a listener it would end the process, too.
    this.on('error', () => {})
    this.#listen()
  }

  /** The server that serves this session, once it is connected. */
  get server(): ServerState | undefined {
    return this.#server
  }

  /** For how long the server has owed an answer. */
  get waitingMs(): number {
    return this.#waitsSince === undefined ? 0 : performance.now() - this.#waitsSince
  }

  /** Gives the connection up without a word to the server. What is under way fails, as when the connection breaks. */
  abandon(): void {
    internals(this).connection.stream.destroy()
  }

  /** The server's process that serves this session. */
  get serverProcess(): number {
    return this.#serverProcess
  }

  /** Whether something stands between us and PostgreSQL that answers with a process id of its own. */
  get isPooled(): boolean {
    return (this as unknown as { processID: number }).processID !== this.#serverProcess
  }

  /** The process that serves this connection now: another one than `serverProcess` if a pooler has exchanged it. */
  async currentProcess(): Promise<number> {
    const { rows } = await this.query('select pg_backend_pid() as process')
    return rows[0].process
  }

  // pg's pool calls it with a callback.
  override connect(): Promise<this>
  override connect(callback: (reason: Error) => void): void
  override connect(callback?: (reason: Error) => void): Promise<this> | undefined {
    const connected = this.#connect()
    if (!callback) return connected
    connected.then(() => callback(null as never), callback)
    return undefined
  }

  // pg declares it in a dozen ways, of which the first stands for all here.
  override query = ((...asked: [never]) => {
    this.#waitsSince ??= performance.now()
    return super.query(...asked)
  }) as pg.Client['query']

  // pg calls this for the startup packet, and leaves it out of its types.
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
    // After each answer the server owes the next one, if any.
    connection.on('readyForQuery', () => {
      if (this.#waitsSince !== undefined) this.#waitsSince = performance.now()
    })
    this.on('drain', () => {
      this.#waitsSince = undefined
    })
    connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code === READ_ONLY) this.#guide?.doubt()
    })
    // Somebody cancelled the wait for the synchronous standby. PostgreSQL reports success, and the next failover may undo it.
    this.on('notice', (notice) => {
      if ((notice as { routine?: string }).routine !== 'SyncRepWaitForLSN') return
      connection.emit('error', new Error('Connection terminated: the standby has not confirmed the transaction'))
      this.abandon()
    })
  }
}

/** What pg's types leave out. */
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
