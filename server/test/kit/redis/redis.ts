import { spawnSync } from 'node:child_process'
import { after, before } from 'node:test'
import { Redis } from 'ioredis'
import { findFreePort } from '../processes/free-port.ts'
import { endWatched, startWatched, type WatchedProcess } from '../processes/watched-process.ts'
import { until } from '../until.ts'

/** A Redis for tests, which may do anything to it. Its URL never changes. */
export type RedisServer = {
  url: string
  /** Kills it, like a crash; its contents are lost. Does nothing if it is not running. */
  kill(): Promise<void>
  /** Starts it again, empty, after it was killed. */
  restart(): Promise<void>
  /** Makes it hang: connections stay open, but nothing responds. */
  pause(): void
  resume(): void
  /** FLUSHALL. */
  flush(): Promise<void>
  /** Sends one command over a new connection. */
  ask(command: string, ...words: string[]): Promise<unknown>
}

/** Starts a Redis before the tests of the enclosing describe, and stops it after them. */
export function redisForTests(settings: Record<string, string> = {}): RedisServer {
  const server = {} as RedisServer
  before(async () => void Object.assign(server, await startRedis(settings)))
  after(() => server.kill?.())
  return server
}

/** Starts a Redis on a free port. It ends however this process ends. `settings` are those of redis.conf. */
export async function startRedis(settings: Record<string, string> = {}): Promise<RedisServer> {
  requireProgram()
  const port = await findFreePort()
  const url = Object.assign(new URL(`redis://127.0.0.1:${port}`), { password: settings.requirepass ?? '' }).href
  let running = await launch(port, url, settings)
  return {
    url,
    kill: () => endWatched(running),
    restart: async () => {
      running = await launch(port, url, settings)
    },
    pause: () => void process.kill(running.pid, 'SIGSTOP'),
    resume: () => void process.kill(running.pid, 'SIGCONT'),
    flush: async () => void (await ask(url, 'FLUSHALL')),
    ask: (command, ...words) => ask(url, command, ...words),
  }
}

function requireProgram(): void {
  if (spawnSync('redis-server', ['--version']).status === 0) return
  throw new Error(
    'These tests start Redis, and there is no redis-server on the PATH. Install it with `apt-get install redis-server`\n' +
      'on Debian and Ubuntu, `dnf install redis` on Fedora, or `brew install redis` on macOS.',
  )
}

async function launch(port: number, url: string, settings: Record<string, string>): Promise<WatchedProcess> {
  const options = { bind: '127.0.0.1', port: String(port), save: '', appendonly: 'no', ...settings }
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const running = await startWatched(['redis-server', ...words])
  await untilReady(running, url)
  return running
}

async function untilReady({ shell }: WatchedProcess, url: string): Promise<void> {
  await until(async () => shell.exitCode !== null || (await ask(url, 'PING').catch(() => undefined)), 20_000)
  if (shell.exitCode !== null) throw new Error('Redis for the tests did not start')
}

async function ask(url: string, command: string, ...words: string[]): Promise<unknown> {
  const connection = new Redis(url, { lazyConnect: true, retryStrategy: null })
  connection.on('error', () => {})
  try {
    await connection.connect()
    return await connection.call(command, words)
  } finally {
    connection.disconnect()
  }
}
