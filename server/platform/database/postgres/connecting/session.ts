import pg from 'pg'
import { offersTls } from './offers-tls.ts'

export type SessionConfig = pg.ClientConfig & {
  /** Settings of the session, besides those that every session has. */
  parameters?: Record<string, string>
  /** What the session runs before anything else. */
  firstStatement?: string
  /** Goes on without TLS where the server offers none. */
  fallsBackFromTls?: boolean
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

/**
 * A connection whose session has our settings. They are set by statements: a pooler such as PgBouncer refuses them in
 * the startup packet.
 */
export class Session extends pg.Client {
  readonly #parameters: Record<string, string>
  readonly #firstStatement: string | undefined
  readonly #fallsBackFromTls: boolean
  #serverProcess = 0

  constructor({ parameters, firstStatement, fallsBackFromTls, ...config }: SessionConfig) {
    super(config)
    this.#parameters = { ...EVERY_SESSION, ...parameters }
    this.#firstStatement = firstStatement
    this.#fallsBackFromTls = fallsBackFromTls ?? false
    // What waits for an answer hears of a broken connection; without a listener it would end the process, too.
    this.on('error', () => {})
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

  // pg calls this for the startup packet, and leaves it out of its types.
  getStartupConf(): object {
    const startup = pg.Client.prototype as unknown as { getStartupConf(): object }
    return { ...startup.getStartupConf.call(this), ...IN_STARTUP_PACKET }
  }

  async #connect(): Promise<this> {
    if (this.#fallsBackFromTls && !(await offersTls(this.host, this.port))) withoutTls(this)
    await super.connect()
    try {
      this.#serverProcess = await this.#setParameters()
    } catch (reason) {
      this.end().catch(() => {})
      throw reason
    }
    return this
  }

  async #setParameters(): Promise<number> {
    const settings = Object.entries(this.#parameters).map(([name, value]) => `set ${name} to '${value}'`)
    const first = this.#firstStatement ? [this.#firstStatement] : []
    const text = [...settings, ...first, 'select pg_backend_pid() as process'].join('; ')
    const query = { text, query_timeout: LONGEST_SETUP_MS }
    const results = (await this.query(query)) as unknown as pg.QueryResult[]
    return results.at(-1)?.rows[0].process
  }
}

function withoutTls(client: pg.Client): void {
  const settings = client as unknown as { ssl: boolean; connection: { ssl: boolean } }
  settings.ssl = false
  settings.connection.ssl = false
}
