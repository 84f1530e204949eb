// npm run check:contract [-- OPTION…]: tries a running Docket against openapi.json with schemathesis, as an administrator
// and as a member, on SQLite and on PostgreSQL. Options go to schemathesis. CONTRACT_RUNS="sqlite:member …" picks some of the
// four runs. Needs Python 3 with venv.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pLimit from 'p-limit'
import pg from 'pg'
import { WITHOUT_LIMITS } from '../../server/test/kit/http/without-limits.ts'
import { type Postgres, startPostgres } from '../../server/test/kit/postgres/postgres.ts'
import { findFreePort } from '../../server/test/kit/processes/free-port.ts'
import { seed, type UserName } from './seed.ts'

const VERSION = '4.32.5'
const RUNS = ['sqlite:administrator', 'sqlite:member', 'postgres:administrator', 'postgres:member']

// Limits would refuse most of the requests; what they do is tested elsewhere.
const SETTINGS = {
  HOST: '127.0.0.1',
  JWT_SECRET_KEY: 'only-for-checking-the-contract-0123456789',
  LOG_LEVEL: 'error',
  ACCESS_TOKEN_TTL: '10h',
  REGISTRATION: 'open',
  ...WITHOUT_LIMITS,
  PEOPLE_SEARCH_MAX_PER_ACCOUNT: '0',
}

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const docket = join(root, 'docket')
const folder = mkdtempSync(join(tmpdir(), 'docket-contract-'))
let postgres: Postgres | undefined

try {
  const schemathesis = installSchemathesis()
  const runs = process.env.CONTRACT_RUNS?.split(' ') ?? RUNS
  if (runs.some((run) => run.startsWith('postgres'))) postgres = await startPostgres()
  // Each takes a core for schemathesis and part of one for Docket.
  const limit = pLimit(Math.max(2, availableParallelism() - 1))
  const results = await Promise.allSettled(runs.map((run) => limit(() => check(run, schemathesis))))
  for (const result of results) {
    if (result.status === 'rejected') console.error(result.reason)
    if (result.status === 'rejected' || !result.value) process.exitCode = 1
  }
} finally {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Installs schemathesis in a cache folder, unless it is there. It is no part of Docket. */
function installSchemathesis(): string {
  const cache =
    process.env.CONTRACT_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'docket-contract')
  const environment = join(cache, VERSION)
  const program = join(environment, 'bin/schemathesis')
  if (existsSync(program)) return program
  mkdirSync(cache, { recursive: true })
  execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' })
  execFileSync(join(environment, 'bin/pip'), ['install', '--quiet', `schemathesis==${VERSION}`], { stdio: 'inherit' })
  return program
}

/** Whether schemathesis reports nothing about a fresh Docket. What it says is printed at the end, and what Docket logged. */
async function check(run: string, schemathesis: string): Promise<boolean> {
  const [database, user] = run.split(':') as ['sqlite' | 'postgres', UserName]
  const name = `${database}_${user}`
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const log = join(folder, `${name}.log`)
  const env = {
    ...process.env,
    ...SETTINGS,
    PORT: String(port),
    DATA_DIR: join(folder, name),
    DATABASE_URL: database === 'postgres' ? await makeDatabase(`contract_${user}`) : '',
  }
  const output = openSync(log, 'w')
  const server = spawn(docket, ['serve'], { env, stdio: ['ignore', output, output] })
  try {
    const promote = () => promisify(execFile)(docket, ['user', 'promote', 'administrator@example.com'], { env })
    const tokens = await seed(url, promote)
    const { ok, said } = await runSchemathesis(schemathesis, url, {
      TOKEN: tokens[user],
      SPARE_TOKEN: tokens.spare,
      LEAVING_TOKEN: tokens.leaving,
    })
    console.log(`== ${run}: ${ok ? 'nothing to report' : 'failed'}\n${said}`)
    await requireStillAllowed(url, user, tokens[user])
    return ok
  } finally {
    await stop(server)
    // Mail is written there, too.
    for (const line of readFileSync(log, 'utf8').split('\n')) if (line.startsWith('{')) console.log(line)
  }
}

/** Refusals are correct responses, too: had the user lost their session or role, nothing else would have been tried. */
async function requireStillAllowed(url: string, user: UserName, token: string): Promise<void> {
  const path = user === 'administrator' ? '/api/users' : '/api/tasks'
  const { status } = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
  if (status !== 200) throw new Error(`The ${user} could do nothing at the end: ${path} returns ${status}.`)
}

async function makeDatabase(name: string): Promise<string> {
  if (!postgres) throw new Error('PostgreSQL was not started.')
  const client = new pg.Client(postgres.url)
  await client.connect()
  await client.query(`create database ${name}`).finally(() => client.end())
  return Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href
}

async function runSchemathesis(program: string, url: string, tokens: Record<string, string>) {
  const options = ['--config-file', join(here, 'schemathesis.toml')]
  const run = ['run', join(root, 'openapi.json'), '--url', url, '--no-color', ...process.argv.slice(2)]
  const tried = spawn(program, [...options, ...run], {
    // It keeps what it learns in the folder where it runs.
    cwd: mkdtempSync(join(folder, 'run-')),
    env: { ...process.env, PYTHONPATH: here, PYTHONDONTWRITEBYTECODE: '1', SCHEMATHESIS_HOOKS: 'hooks', ...tokens },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of tried.stdout.setEncoding('utf8')) said += chunk
  if (tried.exitCode === null) await once(tried, 'exit')
  return { ok: tried.exitCode === 0, said }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  server.kill()
  await once(server, 'exit')
}
