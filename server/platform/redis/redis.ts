import type { Redis as Connection, RedisOptions } from 'ioredis'
import { inTime, within } from '../within.ts'
import { followOutages, type Log } from './outages.ts'
import { openSubscriptions } from './subscriptions.ts'

/** Redis or Valkey, as this process uses it. It carries what may be lost; what may not is in the database. */
export type Redis = {
  /** For commands that are answered soon or not at all: each fails at once while Redis is away, or after a second. */
  commands: Connection
  /** What the keys and channels of this program begin with, and those of others in the same Redis do not. */
  prefix: string
  /** Whether Redis answers within `limitMs`. */
  isAnswering(limitMs?: number): Promise<boolean>
  /** Tells whoever listens now. A text that could not be sent is lost without an error. */
  publish(channel: string, text: string): Promise<void>
  /**
   * Calls `onMessage` for each text, and with nothing whenever some may have been missed: when listening begins and
   * after each outage. Returns what ends it.
   */
  subscribe(channel: string, onMessage: (text: string | undefined) => void): () => void
  /** One more connection, which waits for Redis as long as it takes: what BullMQ asks for. `close` closes it too. */
  openPatientConnection(name: string): Connection
  close(): Promise<void>
}

const LONGEST_FIRST_CONNECT_MS = 500
const LONGEST_GOODBYE_MS = 1_000
const DEFAULT_PING_LIMIT_MS = 200

/**
 * Opens Redis at a URL `redis[s]://user:password@host:port/number`. It need not be there: the connections come
 * about as soon as it is, and again after each outage, of which `log` hears once at its beginning and once at its end.
 */
export async function openRedis(url: string, log?: Log): Promise<Redis> {
  const library = await import('ioredis')
  const opened: Connection[] = []
  const open = (name: string, options: RedisOptions): Connection => {
    const connection = new library.Redis(url, { ...everyConnection, connectionName: `docket-${name}`, ...options })
    // Without a listener the library writes each failure to the console; the outage is logged once, below.
    connection.on('error', () => {})
    opened.push(connection)
    return connection
  }

  const commands = open('commands', impatient)
  const prefix = `docket:${commands.options.db}:`
  followOutages(commands, log)
  await settled(commands)
  const subscriptions = openSubscriptions(() => open('subscriptions', impatient), prefix, log)
  return {
    commands,
    prefix,
    isAnswering: (limitMs = DEFAULT_PING_LIMIT_MS) => isAnswering(commands, limitMs),
    publish: async (channel, text) => {
      await commands.publish(prefix + channel, text).catch(() => {})
    },
    subscribe: subscriptions.add,
    openPatientConnection: (name) => open(name, patient),
    close: async () => {
      subscriptions.close()
      await Promise.all(opened.map(closeConnection))
    },
  }
}

/** Apart by chance, so that a Redis that comes back is not met by every process in the same instant. */
const pauseBeforeRetry = (attempt: number): number => Math.min(50 * 2 ** attempt, 2_000) * (0.5 + Math.random() / 2)

const everyConnection: RedisOptions = { connectTimeout: 2_000, retryStrategy: pauseBeforeRetry }

const impatient: RedisOptions = {
  enableOfflineQueue: false,
  // What was under way when the connection broke has failed.
  maxRetriesPerRequest: 0,
  autoResubscribe: false,
  commandTimeout: 1_000,
  // A connection whose other end has vanished without a word is given up, and opened again.
  socketTimeout: 3_000,
}

const patient: RedisOptions = { maxRetriesPerRequest: null }

/** Until the first attempt to connect has succeeded or failed, but not for long. */
function settled(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_FIRST_CONNECT_MS)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    connection.once('ready', done).once('close', done)
  })
}

const isAnswering = (connection: Connection, limitMs: number): Promise<boolean> =>
  inTime(limitMs, connection.ping(), 'too late').then(
    () => true,
    () => false,
  )

async function closeConnection(connection: Connection): Promise<void> {
  if (connection.status === 'ready') {
    await within(
      LONGEST_GOODBYE_MS,
      connection.quit().catch(() => {}),
    )
  }
  connection.disconnect()
}
