import { prepareRestoredLog } from '../events/restored-log.ts'
import type { Config } from '../platform/config/config.ts'
import { maskPassword } from '../platform/config/describe-config.ts'
import { ping, requireSessions } from '../platform/database/database.ts'
import { diagnoseDatabase } from '../platform/database/diagnosis.ts'
import { migrateUp, migrationStates, newerMigrations } from '../platform/database/migrations/migrator.ts'
import { migrations } from '../tables/migrations/index.ts'
import type { Db } from '../tables/tables.ts'

/**
 * Makes sure that the database answers and has the tables that this program needs. In production a pending migration is
 * refused: the operator decides when it runs.
 */
export async function prepareDatabase(db: Db, config: Config): Promise<void> {
  await requireDatabase(db, config)
  if (config.environment === 'production') await refusePending(db)
  else await migrateUp(db, migrations, (line) => process.stderr.write(`${line}\n`))
  await prepareRestoredLog(db)
}

async function refusePending(db: Db): Promise<void> {
  const pending = (await migrationStates(db, migrations)).filter((migration) => !migration.appliedAt)
  if (pending.length === 0) return
  const names = pending.map((migration) => migration.name).join(', ')
  throw new Error(`The database lacks ${names}. Run \`docket migrate up\` first.`)
}

/** Refuses to continue with a database that does not answer, or that needs a newer version of Docket. */
export async function requireDatabase(db: Db, { databaseUrl }: Config): Promise<void> {
  try {
    await ping(db)
    await requireSessions(db)
  } catch (reason) {
    throw unusable(databaseUrl, reason)
  }
  const newer = await newerMigrations(db, migrations)
  if (newer.length > 0) throw new Error(`${migratedByNewer(newer)} ${RUN_THE_NEWER}`)
}

export const migratedByNewer = (names: readonly string[]): string =>
  `This database was migrated by a newer version of Docket (${names.join(', ')}).`

export const STOP_EVERY_PROCESS = 'Docket is running on this database. Stop every `docket` process first.'

export const RUN_THE_NEWER =
  'Run that version, or use it to revert its migrations: `docket migrate down`, after a backup.'

/** The error for a database that cannot be used, with advice. Its `cause` is the error of the database. */
export function unusable(databaseUrl: string, reason: unknown): Error {
  const { cause, remedy } = diagnoseDatabase(reason)
  return new Error(`The database ${maskPassword(databaseUrl)} cannot be used: ${cause} ${remedy}`, { cause: reason })
}
