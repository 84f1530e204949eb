import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { findFreePort } from '../processes/free-port.ts'
import { endWatched, startWatched, type WatchedProcess } from '../processes/watched-process.ts'
import { until } from '../until.ts'
import { type RedisServer, startRedis } from './redis.ts'

const PASSWORD = 'open sesame/?'
const SENTINEL_PASSWORD = 'watch/?'
const NAME = 'mymaster'

/**
 * A primary with a replica, and three sentinels that promote the replica when the primary is unreachable for a second.
 */
export type WatchedRedis = {
  /** In the format of REDIS_URL, with the passwords. */
  url: string
  primary: RedisServer
  replica: RedisServer
  sentinels: WatchedProcess[]
  /** The port of the server that the sentinels consider the primary. */
  primaryPort(): Promise<number>
  stop(): Promise<void>
}

export async function startWatchedRedis(): Promise<WatchedRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-sentinels-'))
  // A replica writes the data of its primary to a file.
  const settings = { requirepass: PASSWORD, masterauth: PASSWORD, 'repl-diskless-sync-delay': '0', dir: folder }
  const [primary, replica] = await Promise.all([startRedis(settings), startRedis(settings)])
  await replica.ask('REPLICAOF', '127.0.0.1', new URL(primary.url).port)
  const ports = await Promise.all([1, 2, 3].map(findFreePort))
  const sentinels = await Promise.all(ports.map((port) => startSentinel(folder, port, primary)))
  await Promise.all(ports.map(untilWatching))
  return {
    url: `redis+sentinel://:${encodeURIComponent(PASSWORD)}@${ports.map((port) => `127.0.0.1:${port}`).join(',')}/${NAME}/0?sentinel_password=${encodeURIComponent(SENTINEL_PASSWORD)}`,
    primary,
    replica,
    sentinels,
    primaryPort: async () =>
      Number(((await askSentinel(ports[0] as number, 'GET-MASTER-ADDR-BY-NAME')) as string[])[1]),
    stop: async () => {
      await Promise.all([...sentinels.map(endWatched), primary.kill(), replica.kill()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function startSentinel(folder: string, port: number, primary: RedisServer): Promise<WatchedProcess> {
  const file = join(folder, `${port}.conf`)
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir "${folder}"`,
    `requirepass "${SENTINEL_PASSWORD}"`,
    `sentinel sentinel-pass "${SENTINEL_PASSWORD}"`,
    `sentinel monitor ${NAME} 127.0.0.1 ${new URL(primary.url).port} 2`,
    `sentinel auth-pass ${NAME} "${PASSWORD}"`,
    `sentinel down-after-milliseconds ${NAME} 1000`,
    `sentinel failover-timeout ${NAME} 5000`,
  ]
  writeFileSync(file, lines.join('\n'))
  return startWatched(['redis-server', file, '--sentinel'])
}

/** A sentinel that knows neither the replica nor the other sentinels cannot promote. */
async function untilWatching(port: number): Promise<void> {
  await until(async () => {
    const replicas = await askSentinel(port, 'REPLICAS').catch(() => [])
    const others = await askSentinel(port, 'SENTINELS').catch(() => [])
    return (replicas as unknown[]).length === 1 && (others as unknown[]).length === 2
  }, 30_000)
}

async function askSentinel(port: number, question: string): Promise<unknown> {
  const connection = new Redis({
    port,
    host: '127.0.0.1',
    password: SENTINEL_PASSWORD,
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
  })
  connection.on('error', () => {})
  try {
    await connection.connect()
    return await connection.call('SENTINEL', [question, NAME])
  } finally {
    connection.disconnect()
  }
}
