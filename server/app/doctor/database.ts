import { existsSync } from 'node:fs'
import type { Config } from '../../platform/config/config.ts'
import { maskPassword } from '../../platform/config/describe-config.ts'
import { closeDatabase, fileOf, identify, ping, requireSessions } from '../../platform/database/database.ts'
import { migrationStates, newerMigrations } from '../../platform/database/migrations/migrator.ts'
import { migrations } from '../../tables/migrations/index.ts'
import type { Db } from '../../tables/tables.ts'
import { migratedByNewer, RUN_THE_NEWER } from '../prepare-database.ts'
import { openLoggedDatabase } from '../resources.ts'
import { examineClock } from './clock.ts'
import { type Finding, fail, ok, patiently, warn, wordsOf } from './finding.ts'

/** Whether the database answers, is new enough, has every table, and agrees about the time. */
export async function examineDatabase(config: Config): Promise<Finding[]> {
  const about = 'database'
  const file = fileOf(config.databaseUrl)
  // Opening it would make it.
  if (file && !existsSync(file)) return [ok(about, `There is none at ${file} yet; the first start makes it.`)]
  try {
    const db = openLoggedDatabase(config)
    try {
      await patiently(ping(db))
      await patiently(requireSessions(db))
      const { product, version, isSupported, needed, now } = await patiently(identify(db))
      const name = `${product} ${version} at ${maskPassword(config.databaseUrl)}`
      const found = isSupported
        ? ok(about, `${name} answers.`)
        : fail(about, `${name} is too old.`, `Docket needs ${needed}.`)
      return [found, await examineMigrations(db, config), examineClock('the database', Date.parse(now))]
    } finally {
      await closeDatabase(db).catch(() => {})
    }
  } catch (reason) {
    const advice = 'Check DATABASE_URL, that the database runs, and that this machine and account may reach it.'
    return [fail(about, wordsOf(reason), advice)]
  }
}

async function examineMigrations(db: Db, { environment }: Config): Promise<Finding> {
  const about = 'migrations'
  const newer = await newerMigrations(db, migrations)
  if (newer.length > 0) return fail(about, migratedByNewer(newer), RUN_THE_NEWER)
  const states = await migrationStates(db, migrations)
  const pending = states.filter(({ appliedAt }) => !appliedAt).map(({ name }) => name)
  if (pending.length === 0) return ok(about, `All ${states.length} are applied.`)
  const says = `Not applied: ${pending.join(', ')}.`
  if (environment === 'production') return fail(about, says, 'Make a backup, then run `docket migrate up`.')
  return warn(about, says, 'Run `docket migrate up`, or start Docket: outside production it does so by itself.')
}
