import { once } from 'node:events'
import { basename, join } from 'node:path'
import { accessTokens } from '../../server/access/access-tokens.ts'
import { hashPassword } from '../../server/features/accounts/passwords.ts'
import { everySetting } from '../../server/platform/config/settings.ts'
import { closeDatabase, openDatabase } from '../../server/platform/database/database.ts'
import { migrateUp } from '../../server/platform/database/migrations/migrator.ts'
import { migrations } from '../../server/tables/migrations/index.ts'
import type { Tables } from '../../server/tables/tables.ts'
import { findFreePort } from '../../server/test/kit/processes/free-port.ts'
import type { Shape } from '../dataset/shapes.ts'
import { docketRows, sessionOf } from '../seeding/docket-rows.ts'
import { seedPostgres } from '../seeding/seed-postgres.ts'
import { seedSqlite } from '../seeding/seed-sqlite.ts'
import { PASSWORD } from '../workloads/makers.ts'
import type { Contestant, Place, Running } from './contestant.ts'
import { ROOT, type ServerProcess, startServer } from './server-process.ts'

const SECRET = 'a secret for measuring, which guards nothing at all'
const TOKEN_TTL_MS = 86_400_000

/** `settings` are for what is measured otherwise; `root` is the checkout that is started. */
type Options = { settings?: Record<string, string>; root?: string }

/** Docket with everything on as shipped; only the limit of requests is out of reach. */
export function docket(
  database: Contestant['database'],
  processes = 1,
  { settings = {}, root = ROOT }: Options = {},
): Contestant {
  return {
    name: `docket-${database}${processes > 1 ? `-${processes}` : ''}${root === ROOT ? '' : `-${basename(root)}`}`,
    database,
    obstacle: () => (processes > 1 && !knowsSetting('WEB_CONCURRENCY') ? 'it knows no WEB_CONCURRENCY yet' : undefined),
    prepare: (place, shape) => prepareDocketTables(databaseUrl(database, place), shape),
    start: (place, { counted = false } = {}) => {
      const environment = { ...environmentOf(databaseUrl(database, place), place, processes), ...settings }
      // Of several processes only the first would answer.
      return start(place, environment, { root, isCounted: counted && processes === 1 })
    },
  }
}

/** Makes Docket's tables with its own migrations and fills them. */
export async function prepareDocketTables(url: string, shape: Shape): Promise<void> {
  const db = openDatabase<Tables>(url, { poolSize: 1 })
  await migrateUp(db, migrations)
  await closeDatabase(db)
  const rows = docketRows(shape, await hashPassword(PASSWORD))
  if (url.startsWith('sqlite://')) seedSqlite(url.slice('sqlite://'.length), rows)
  else await seedPostgres(url, rows)
}

export const databaseUrl = (database: Contestant['database'], { folder, databaseUrl }: Place): string =>
  database === 'sqlite' ? `sqlite://${join(folder, 'docket.db')}` : databaseUrl

type Launch = { root: string; isCounted: boolean }

async function start(
  { folder }: Place,
  environment: Record<string, string>,
  { root, isCounted }: Launch,
): Promise<Running> {
  const port = await findFreePort()
  const preload = join(ROOT, 'bench/measure/publish-statements.ts')
  const server = await startServer({
    command: join(root, 'docket'),
    arguments: ['api'],
    folder,
    log: join(folder, 'server.log'),
    port,
    environment: { ...environment, PORT: String(port), ...(isCounted && { NODE_OPTIONS: `--import=${preload}` }) },
    probe: '/health',
    messages: isCounted,
  })
  return {
    ...server,
    identify,
    ...(isCounted && { statements: () => askForCount(server) }),
  }
}

export function environmentOf(url: string, { folder }: Place, processes: number): Record<string, string> {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    DATA_DIR: folder,
    JWT_SECRET_KEY: SECRET,
    ACCESS_TOKEN_TTL: '1d',
    RATE_LIMIT_MAX: '1000000000',
    LOGIN_MAX_PER_ADDRESS: '1000000000',
    LOGIN_MAX_PER_ACCOUNT: '1000000000',
    LIVE_CONNECTIONS_PER_USER: '1000',
    LOG_LEVEL: 'info',
    ...(processes > 1 && { WEB_CONCURRENCY: String(processes) }),
  }
}

const tokens = accessTokens(SECRET, TOKEN_TTL_MS)

export const identify = (user: number): string => `authorization: Bearer ${tokenOf(user)}`

const signed = new Map<number, string>()

function tokenOf(user: number): string {
  const token = signed.get(user) ?? tokens.sign(user, sessionOf(user))
  signed.set(user, token)
  return token
}

async function askForCount({ child }: ServerProcess): Promise<number> {
  child.send('count')
  const [count] = await once(child, 'message')
  return count as number
}

const knowsSetting = (name: string): boolean => everySetting.some(([, setting]) => setting.name === name)
