import type { Redis as Connection, RedisOptions } from 'ioredis'
import { inTime, within } from '../within.ts'
import { connectionTo, type RedisAddress } from './address.ts'
import { followOutages, type Log } from './outages.ts'
import { openSubscriptions } from './subscriptions.ts'

/** Redis or Valkey, as this process uses it. It carries what may be lost; what may not is in the database. */
export type Redis = {
  /** For commands that are answered soon or not at all: each fails at once while Redis is away, or after a second. */
  commands: Connection
  /** What the keys and channels of this program begin with, and those of others in the same Redis do not. */
  prefix: string
  /** Writes a key that is gone a second later; throws why Redis does not take it within `limitMs`. */
  tryWrite(limitMs?: number): Promise<void>
  /** Whether it does. */
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
const DEFAULT_TRIAL_LIMIT_MS = 200

/**
 * Opens Redis. It need not be there: the connections come
 * about as soon as it is, and again after each outage, of which `log` hears once at its beginning and once at its end.
 */
export async function openRedis(at: RedisAddress, log?: Log): Promise<Redis> {
  const library = await import('ioredis')
  const { address, tls } = connectionTo(at)
  const opened: Connection[] = []
  const open = (name: string, options: RedisOptions): Connection => {
    const connection = new library.Redis(address, {
      ...everyConnection,
      ...tls,
      connectionName: `docket-${name}`,
      ...options,
    })
    // Without a listener the library writes each failure to the console; the outage is logged once, below.
    connection.on('error', () => {})
    opened.push(connection)
    return connection
  }

  const commands = open('commands', impatient)
  const prefix = `docket:${commands.options.db}:`
  followOutages(commands, log)
  const trial = trialOf(commands, prefix)
  await settled(commands)
  const subscriptions = openSubscriptions(() => open('subscriptions', impatient), prefix, log)
  return {
    commands,
    prefix,
    tryWrite: (limitMs) => trial.write(limitMs),
    isAnswering: (limitMs) =>
      trial.write(limitMs).then(
        () => true,
        () => false,
      ),
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

/** Tries to write, and remembers why connecting failed: a command only hears that there is no connection. */
function trialOf(connection: Connection, prefix: string) {
  let refusal: unknown
  connection.on('error', (reason) => {
    refusal = reason
  })
  connection.on('ready', () => {
    refusal = undefined
  })
  return {
    write: async (limitMs = DEFAULT_TRIAL_LIMIT_MS): Promise<void> => {
      try {
        await inTime(limitMs, write(connection, prefix), 'Redis does not answer in time')
      } catch (reason) {
        throw connection.status === 'ready' ? reason : (refusal ?? reason)
      }
    },
  }
}

/** A number that Redis does not have would be passed over, and number 0 used instead. */
async function write(connection: Connection, prefix: string): Promise<void> {
  const { db = 0 } = connection.options
  await Promise.all([db > 0 && connection.select(db), connection.set(`${prefix}trial`, '1', 'PX', 1_000)])
}

async function closeConnection(connection: Connection): Promise<void> {
  if (connection.status === 'ready') {
    await within(
      LONGEST_GOODBYE_MS,
      connection.quit().catch(() => {}),
    )
  }
  connection.disconnect()
}
