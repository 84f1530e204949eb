import { statSync } from 'node:fs'
import type { Config } from '../../platform/config/config.ts'
import { maskPassword } from '../../platform/config/describe-config.ts'
import {
  closeDatabase,
  fileOf,
  type Identity,
  identify,
  ping,
  requireSessions,
  withExclusiveAccess,
} from '../../platform/database/database.ts'
import { diagnoseDatabase } from '../../platform/database/diagnosis.ts'
import { migrationStates, newerMigrations } from '../../platform/database/migrations/migrator.ts'
import { tryWriting } from '../../platform/queue/try-writing.ts'
import { migrations } from '../../tables/migrations/index.ts'
import type { Db } from '../../tables/tables.ts'
import { migratedByNewer, RUN_THE_NEWER } from '../prepare-database.ts'
import { openLoggedDatabase } from '../resources.ts'
import { examineBackground } from './background.ts'
import { examineBackup } from './backup.ts'
import { examineClock } from './clock.ts'
import { type Finding, fail, ok, warn, withDeadline } from './finding.ts'
import { examinePort } from './outside.ts'
import { examineReplication } from './replication.ts'

/** More than fits into the free pages of a file, so that a full disk is detected. */
const TRIAL_BYTES = 512 * 1024

/** Whether the database can be read and written, has every table, agrees on the time, and is maintained. */
export async function examineDatabase(config: Config): Promise<Finding[]> {
  const about = 'database'
  const file = fileOf(config.databaseUrl)
  // Opening it would create it.
  if (file && isMissing(file)) {
    const none = ok(about, `There is no database at ${file} yet; the first start creates it.`)
    return [none, await examinePort(config, false)]
  }
  try {
    const db = openLoggedDatabase(config)
    try {
      return await examineOpened(db, config)
    } finally {
      await closeDatabase(db).catch(() => {})
    }
  } catch (reason) {
    return [unusable(config, reason)]
  }
}

/** The same for the database of this process, without its port and its background work. */
export async function examineServedDatabase(db: Db, config: Config): Promise<Finding[]> {
  try {
    const { findings, isMigrated } = await examineServer(db, config)
    return isMigrated ? [...findings, ...(await examineStorage(db, config))] : findings
  } catch (reason) {
    return [unusable(config, reason)]
  }
}

function unusable({ databaseUrl }: Config, reason: unknown): Finding {
  const { cause, remedy } = diagnoseDatabase((reason as Error).cause ?? reason)
  return fail('database', `${maskPassword(databaseUrl)} cannot be used: ${cause}`, remedy)
}

/** Also false for a file that this user may not access, which opening it then reports. */
function isMissing(file: string): boolean {
  try {
    statSync(file)
    return false
  } catch (reason) {
    return (reason as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

async function examineOpened(db: Db, config: Config): Promise<Finding[]> {
  const { findings, isMigrated } = await examineServer(db, config)
  const isServed = (await withExclusiveAccess(db, async () => true)) === undefined
  const found = [...findings, await examinePort(config, isServed)]
  if (!isMigrated) return found
  return [...found, ...(await examineBackground(db, config, isServed)), ...(await examineStorage(db, config))]
}

async function examineServer(db: Db, config: Config): Promise<{ findings: Finding[]; isMigrated: boolean }> {
  await withDeadline(ping(db))
  await withDeadline(requireSessions(db))
  const identity = await withDeadline(identify(db))
  const schema = await examineMigrations(db, config)
  const findings = [
    examineVersion(identity, config),
    ...(await examineReplication(db, config.databaseUrl)),
    ...examineConnections(identity, config),
    schema,
    examineClock('the database', Date.parse(identity.now)),
  ]
  return { findings, isMigrated: schema.state === 'ok' }
}

/** Whether the database accepts a write and is backed up. */
const examineStorage = async (db: Db, config: Config): Promise<Finding[]> => [
  ...(await examineWriting(db)),
  await examineBackup(db, config),
]

function examineVersion({ product, version, isSupported, needed }: Identity, { databaseUrl }: Config): Finding {
  const name = `${product} ${version} at ${maskPassword(databaseUrl)}`
  if (isSupported) return ok('database', `${name} is reachable.`)
  return fail('database', `${name} is too old.`, `Docket needs ${needed}.`)
}

async function examineWriting(db: Db): Promise<Finding[]> {
  try {
    await withDeadline(tryWriting(db, TRIAL_BYTES))
    return [ok('database', 'It accepts writes.')]
  } catch (reason) {
    const { cause, remedy } = diagnoseDatabase(reason)
    return [fail('database', `It does not accept writes: ${cause}`, remedy)]
  }
}

function examineConnections({ product, mostConnections }: Identity, config: Config): Finding[] {
  if (mostConnections === undefined) return []
  const { databasePoolSize, webConcurrency } = config
  const needed = databasePoolSize * webConcurrency
  const says = `Up to ${needed} connections are opened (DATABASE_POOL_SIZE × WEB_CONCURRENCY), and ${product} allows ${mostConnections}.`
  if (needed < mostConnections) return [ok('connections', says)]
  return [warn('connections', says, 'Lower DATABASE_POOL_SIZE, or raise max_connections.')]
}

async function examineMigrations(db: Db, { environment }: Config): Promise<Finding> {
  const about = 'migrations'
  const newer = await newerMigrations(db, migrations)
  if (newer.length > 0) return fail(about, migratedByNewer(newer), RUN_THE_NEWER)
  const states = await migrationStates(db, migrations)
  const pending = states.filter(({ appliedAt }) => !appliedAt).map(({ name }) => name)
  if (pending.length === 0) return ok(about, `All ${states.length} are applied.`)
  const says = `Not applied: ${pending.join(', ')}.`
  if (environment === 'production') return fail(about, says, 'Run `docket migrate up --backup`.')
  return warn(
    about,
    says,
    'Run `docket migrate up`, or start Docket: outside production it applies them automatically.',
  )
}
