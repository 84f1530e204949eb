import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { after, before } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { findFreePort } from '../free-port.ts'

/** A Redis of our own, which tests may do anything to. It stays at its URL through everything. */
export type RedisServer = {
  url: string
  /** Ends it at once, as a crash would; what it held is lost. Nothing happens if it does not run. */
  kill(): Promise<void>
  /** Starts it, empty, after it was killed. */
  restart(): Promise<void>
  /** Keeps it connected but silent, like a machine that hangs. */
  pause(): void
  resume(): void
  /** FLUSHALL. */
  flush(): Promise<void>
  /** Sends one command on a connection of its own. */
  ask(command: string, ...words: string[]): Promise<unknown>
}

/** Starts a Redis before the tests of the enclosing describe, and ends it after them. */
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
    kill: () => end(running),
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

type Running = { pid: number; shell: ChildProcess }

// Redis outlives whoever starts it. The shell around it ends it when the pipe closes, which the system does for us when
// this process ends in any way; `detached` keeps a Ctrl-C from reaching it while tests still use it.
const watch = `
  exec 3<&0
  "$@" >/dev/null 2>&1 & server=$!
  echo "$server"
  { read -r _ <&3; kill -KILL "$server"; } >/dev/null 2>&1 &
  wait "$server"`

async function launch(port: number, url: string, settings: Record<string, string>): Promise<Running> {
  const options = { bind: '127.0.0.1', port: String(port), save: '', appendonly: 'no', ...settings }
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const shell = spawn('sh', ['-c', watch, 'sh', 'redis-server', ...words], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  const [line] = await once(shell.stdout, 'data')
  const running = { pid: Number(line), shell }
  shell.unref()
  ;(shell.stdin as Socket).unref()
  ;(shell.stdout as Socket).unref()
  await untilReady(running, url)
  return running
}

async function untilReady({ shell }: Running, url: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(10)) {
    if (shell.exitCode !== null) break
    const isReady = await ask(url, 'PING').catch(() => undefined)
    if (isReady) return
  }
  throw new Error('Redis for the tests did not start')
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

async function end({ pid, shell }: Running): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return
  shell.ref()
  process.kill(pid, 'SIGKILL')
  // The part of the shell that waits for the pipe must not live on, and end whoever gets that process id next.
  shell.stdin?.end()
  await once(shell, 'exit')
}
