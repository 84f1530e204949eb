import type { Config } from '../platform/config/config.ts'
import { maskPassword } from '../platform/config/describe-config.ts'
import { ping } from '../platform/database/database.ts'
import { migrateUp, migrationStates } from '../platform/database/migrator.ts'
import { migrations } from '../tables/migrations/index.ts'
import type { Db } from '../tables/tables.ts'

/**
 * Makes sure that the database answers and has the tables that this program needs. In production a pending
 * migration is refused: whoever operates it decides when it runs.
 */
export async function prepareDatabase(db: Db, { databaseUrl, environment }: Config): Promise<void> {
  await ping(db).catch((reason: unknown) => {
    throw new Error(`The database ${maskPassword(databaseUrl)} cannot be used: ${messageOf(reason)}`)
  })
  if (environment !== 'production') {
    await migrateUp(db, migrations)
    return
  }
  const pending = (await migrationStates(db, migrations)).filter((migration) => !migration.appliedAt)
  if (pending.length === 0) return
  const names = pending.map((migration) => migration.name).join(', ')
  throw new Error(`The database lacks ${names}. Run \`docket migrate up\` first.`)
}

/** The words of a failure on one line; a connection that was refused on several addresses has them inside. */
function messageOf(reason: unknown): string {
  const { message, errors } = reason as Partial<AggregateError>
  return (message || errors?.map(messageOf).join('; ') || String(reason)).replaceAll('\n', ' ')
}
