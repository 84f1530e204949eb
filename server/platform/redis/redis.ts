import type { Redis as Connection, RedisOptions } from 'ioredis'
import { within, withTimeout } from '../timeout.ts'
import { connectionTo, pauseBeforeRetry, type RedisAddress } from './address.ts'
import { followOutages, type Log } from './outages.ts'
import { openSubscriptions } from './subscriptions.ts'

/** Redis or Valkey. It holds only what may be lost; everything else is in the database. */
export type Redis = {
  /**
   * For short commands: each fails immediately while Redis is away, and otherwise after a second without a response.
   */
  commands: Connection
  /** The prefix of our keys and channels, because others may use the same Redis. */
  prefix: string
  /** Writes a key that expires after a second; throws the reason if Redis does not accept it within `limitMs`. */
  tryWrite(limitMs?: number): Promise<void>
  /** True if `tryWrite` succeeds. */
  isResponding(limitMs?: number): Promise<boolean>
  /** Sends to current subscribers. A message that cannot be sent is lost without an error. */
  publish(channel: string, text: string): Promise<void>
  /**
   * Calls `onMessage` for each message, and with undefined whenever some may have been missed: after subscribing and
   * after each outage. Returns a function that unsubscribes.
   */
  subscribe(channel: string, onMessage: (text: string | undefined) => void): () => void
  /** Opens another connection, which waits for Redis without a limit, as BullMQ requires. `close` closes it too. */
  openBlockingConnection(name: string): Connection
  close(): Promise<void>
}

const LONGEST_FIRST_CONNECT_MS = 500
/** Longer, because sentinels are queried first. */
const LONGEST_FIRST_CONNECT_BY_SENTINEL_MS = 2_000
const CLOSE_TIMEOUT_MS = 1_000
const DEFAULT_PROBE_LIMIT_MS = 200

/**
 * Opens Redis, which need not be running: the connections are established once it is, and again after each outage.
 * `log` records the start and the end of each outage once.
 */
export async function openRedis(at: RedisAddress, log?: Log): Promise<Redis> {
  const { open, closeAll } = await connectionsTo(at)
  const commands = open('commands', failFast)
  const prefix = `docket:${commands.options.db}:`
  followOutages(commands, log)
  const writeProbe = writeProbeOf(commands, prefix)
  await settled(commands)
  const subscriptions = openSubscriptions(() => open('subscriptions', failFast), prefix, log)
  return {
    commands,
    prefix,
    tryWrite: (limitMs) => writeProbe.write(limitMs),
    isResponding: (limitMs) =>
      writeProbe.write(limitMs).then(
        () => true,
        () => false,
      ),
    publish: async (channel, text) => {
      await commands.publish(prefix + channel, text).catch(() => {})
    },
    subscribe: subscriptions.add,
    openBlockingConnection: (name) => open(name, blocking),
    close: async () => {
      subscriptions.close()
      await closeAll()
    },
  }
}

async function connectionsTo(at: RedisAddress) {
  const library = await import('ioredis')
  const { address, options: reaching } = connectionTo(at)
  const opened: Connection[] = []
  return {
    open: (name: string, options: RedisOptions): Connection => {
      const all = {
        ...everyConnection,
        ...reaching,
        connectionName: `docket-${name}`,
        reconnectOnError: reconnectFromReplica(),
        ...options,
      }
      const connection = address === undefined ? new library.Redis(all) : new library.Redis(address, all)
      // Without a listener, the library prints each failure to the console; `followOutages` logs an outage once.
      connection.on('error', () => {})
      opened.push(connection)
      return connection
    },
    closeAll: () => Promise.all(opened.map(closeConnection)),
  }
}

const everyConnection: RedisOptions = { connectTimeout: 2_000, retryStrategy: pauseBeforeRetry }

const BETWEEN_CHANGES_OF_PRIMARY_MS = 5_000

/** A connection stays open when its primary becomes a replica. A reconnection leads to the current primary. */
function reconnectFromReplica(): RedisOptions['reconnectOnError'] {
  let reconnectedAt = Number.NEGATIVE_INFINITY
  return ({ message }) => {
    if (!message.startsWith('READONLY') || performance.now() - reconnectedAt < BETWEEN_CHANGES_OF_PRIMARY_MS)
      return false
    reconnectedAt = performance.now()
    return true
  }
}

const failFast: RedisOptions = {
  enableOfflineQueue: false,
  // Commands that were pending when the connection broke fail.
  maxRetriesPerRequest: 0,
  autoResubscribe: false,
  commandTimeout: 1_000,
  // A connection whose peer has vanished silently is closed and opened again.
  socketTimeout: 3_000,
}

/** BullMQ waits for up to ten seconds in one command. */
const blocking: RedisOptions = { maxRetriesPerRequest: null, socketTimeout: 20_000 }

/** Resolves once the first attempt to connect has succeeded or failed, or after a limit. */
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

/**
 * Returns a function that tries to write. It remembers why connecting failed, because a command fails only with "no
 * connection".
 */
function writeProbeOf(connection: Connection, prefix: string) {
  let failure: unknown
  let sentinelFailure: unknown
  connection.on('sentinelError', (reason) => {
    sentinelFailure = reason
  })
  connection.on('error', (reason) => {
    failure = sentinelFailure ?? reason
    sentinelFailure = undefined
  })
  connection.on('ready', () => {
    failure = undefined
  })
  return {
    write: async (limitMs = DEFAULT_PROBE_LIMIT_MS): Promise<void> => {
      try {
        await withTimeout(limitMs, write(connection, prefix), 'Redis does not respond in time')
      } catch (reason) {
        throw connection.status === 'ready' ? reason : (failure ?? reason)
      }
    },
  }
}

/** A database number that does not exist would be ignored, and number 0 used instead: `select` fails for it. */
async function write(connection: Connection, prefix: string): Promise<void> {
  const { db = 0 } = connection.options
  await Promise.all([db > 0 && connection.select(db), connection.set(`${prefix}trial`, '1', 'PX', 1_000)])
}

async function closeConnection(connection: Connection): Promise<void> {
  if (connection.status === 'ready') {
    await within(
      CLOSE_TIMEOUT_MS,
      connection.quit().catch(() => {}),
    )
  }
  connection.disconnect()
}
