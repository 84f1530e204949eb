import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { unprivilegedAccount } from '../kit/postgres/programs.ts'
import { findFreePort } from '../kit/processes/free-port.ts'
import { endWatched, startWatched, type WatchedProcess } from '../kit/processes/watched-process.ts'
import { until } from '../kit/until.ts'

const INSTALL = fileURLToPath(new URL('../../../scripts/install-pgbouncer.sh', import.meta.url))
const INSTALLED = fileURLToPath(new URL('../../../node_modules/.cache/pgbouncer/pgbouncer', import.meta.url))

export type PgBouncer = {
  url: string
  /** Changes the mode of the running PgBouncer, as an operator would. */
  changeMode(mode: string): Promise<void>
  stop(): Promise<void>
}

/** The one installed on the machine, and one that supports prepared statements (1.21 and newer). */
export const releases: Record<string, () => string> = { 'of the machine': ofTheMachine, newer }

/** Starts a PgBouncer in front of the database at this URL. */
export async function startPgBouncer(program: string, databaseUrl: string, mode: string): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-pgbouncer-'))
  chmodSync(folder, 0o755)
  const port = await findFreePort()
  const write = (poolMode: string) => writeSettings(folder, databaseUrl, { listen_port: port, pool_mode: poolMode })
  write(mode)
  const running = await startWatched([program, join(folder, 'pgbouncer.ini')])
  const url = Object.assign(new URL(databaseUrl), { port: String(port) }).href
  await untilReady(running, url, folder)
  return {
    url,
    changeMode: async (next) => {
      write(next)
      await administer(url, 'RELOAD')
    },
    stop: async () => {
      await endWatched(running)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function writeSettings(folder: string, databaseUrl: string, settings: Record<string, string | number>): void {
  const { hostname, port, username, password } = new URL(databaseUrl)
  const account = unprivilegedAccount()
  const lines = Object.entries({
    listen_addr: '127.0.0.1',
    auth_type: 'md5',
    auth_file: join(folder, 'users'),
    admin_users: username,
    logfile: join(folder, 'log'),
    unix_socket_dir: '',
    ...(account.uid !== undefined && {
      user: spawnSync('id', ['-un', `${account.uid}`])
        .stdout.toString()
        .trim(),
    }),
    ...settings,
  }).map(([name, value]) => `${name} = ${value}`)
  const target = `* = host=${hostname} port=${port}`
  const files = {
    'pgbouncer.ini': ['[databases]', target, '[pgbouncer]', ...lines].join('\n'),
    users: `"${username}" "${password}"\n`,
    log: '',
  }
  for (const [name, text] of Object.entries(files)) {
    if (name === 'log' && existsSync(join(folder, name))) continue
    writeFileSync(join(folder, name), text)
    if (account.uid !== undefined && account.gid !== undefined) chownSync(join(folder, name), account.uid, account.gid)
  }
}

async function untilReady({ shell }: WatchedProcess, url: string, folder: string): Promise<void> {
  const isReady = () => administer(url, 'SHOW VERSION').catch(() => undefined)
  if (await until(async () => shell.exitCode === null && (await isReady()), 20_000).catch(() => undefined)) return
  throw new Error(`PgBouncer for the tests did not start: ${readFileSync(join(folder, 'log'), 'utf8')}`)
}

async function administer(url: string, command: string): Promise<pg.QueryResult> {
  const client = new pg.Client(Object.assign(new URL(url), { pathname: '/pgbouncer' }).href)
  await client.connect()
  return client.query(command).finally(() => client.end())
}

function ofTheMachine(): string {
  for (const program of ['pgbouncer', '/usr/sbin/pgbouncer']) {
    if (spawnSync(program, ['--version']).status === 0) return program
  }
  throw new Error('These tests start PgBouncer, and there is none. Install it with `apt-get install pgbouncer`.')
}

/** Debian's version, downloaded when it is first needed. */
function newer(): string {
  if (existsSync(INSTALLED)) return INSTALLED
  const { status, stderr } = spawnSync('sh', [INSTALL], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`scripts/install-pgbouncer.sh failed: ${stderr.trim()}`)
  return INSTALLED
}
