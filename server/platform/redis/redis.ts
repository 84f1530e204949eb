import type { Redis as Connection, RedisOptions } from 'ioredis'
import { within, withTimeout } from '../timeout.ts'
import { connectionTo, pauseBeforeRetry, type RedisAddress } from './address.ts'
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
/** The sentinels have to be asked before. */
const LONGEST_FIRST_CONNECT_BY_SENTINEL_MS = 2_000
const LONGEST_GOODBYE_MS = 1_000
const DEFAULT_TRIAL_LIMIT_MS = 200

/**
 * Opens Redis. It need not be there: the connections come
 * about as soon as it is, and again after each outage, of which `log` hears once at its beginning and once at its end.
 */
export async function openRedis(at: RedisAddress, log?: Log): Promise<Redis> {
  const library = await import('ioredis')
  const { address, options: reaching } = connectionTo(at)
  const opened: Connection[] = []
  const open = (name: string, options: RedisOptions): Connection => {
    const all = {
      ...everyConnection,
      ...reaching,
      connectionName: `docket-${name}`,
      reconnectOnError: leavingReplicas(),
      ...options,
    }
    const connection = address === undefined ? new library.Redis(all) : new library.Redis(address, all)
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

const everyConnection: RedisOptions = { connectTimeout: 2_000, retryStrategy: pauseBeforeRetry }

const BETWEEN_CHANGES_OF_PRIMARY_MS = 5_000

/** A connection stays open when its primary becomes a replica. Connecting anew leads to the primary that there is now. */
function leavingReplicas(): RedisOptions['reconnectOnError'] {
  let leftAt = Number.NEGATIVE_INFINITY
  return ({ message }) => {
    if (!message.startsWith('READONLY') || performance.now() - leftAt < BETWEEN_CHANGES_OF_PRIMARY_MS) return false
    leftAt = performance.now()
    return true
  }
}

const impatient: RedisOptions = {
  enableOfflineQueue: false,
  // What was under way when the connection broke has failed.
  maxRetriesPerRequest: 0,
  autoResubscribe: false,
  commandTimeout: 1_000,
  // A connection whose other end has vanished without a word is given up, and opened again.
  socketTimeout: 3_000,
}

/** BullMQ waits for up to ten seconds in one command. */
const patient: RedisOptions = { maxRetriesPerRequest: null, socketTimeout: 20_000 }

/** Until the first attempt to connect has succeeded or failed, but not for long. */
function settled(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    const isBySentinel = connection.options.sentinels !== null && connection.options.sentinels !== undefined
    const limit = isBySentinel ? LONGEST_FIRST_CONNECT_BY_SENTINEL_MS : LONGEST_FIRST_CONNECT_MS
    const timer = setTimeout(resolve, limit)
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
  let refusalOfSentinel: unknown
  connection.on('sentinelError', (reason) => {
    refusalOfSentinel = reason
  })
  connection.on('error', (reason) => {
    refusal = refusalOfSentinel ?? reason
    refusalOfSentinel = undefined
  })
  connection.on('ready', () => {
    refusal = undefined
  })
  return {
    write: async (limitMs = DEFAULT_TRIAL_LIMIT_MS): Promise<void> => {
      try {
        await withTimeout(limitMs, write(connection, prefix), 'Redis does not answer in time')
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
