import { Kysely } from 'kysely'
import { type Migration as KyselyMigration, type MigrationResult, Migrator, NO_MIGRATIONS } from 'kysely/migration'
import { type AnyKysely, engineOf } from '../database.ts'
import { type ColumnTypes, columnTypes } from './column-types.ts'

/** One frozen step. It imports no live code: what differs between databases is handed to it. */
export type Migration = {
  name: string
  up(db: AnyKysely, types: ColumnTypes): Promise<void>
  down(db: AnyKysely, types: ColumnTypes): Promise<void>
}

export type MigrationState = { name: string; appliedAt: string | undefined }

/** Applies every pending migration in one transaction; returns the names applied, oldest first. */
export function migrateUp(db: AnyKysely, migrations: readonly Migration[]): Promise<string[]> {
  return withMigrator(db, migrations, async (migrator) => namesOf(await migrator.migrateToLatest()))
}

/** Undoes the last `steps` migrations; returns the names undone, newest first. */
export function migrateDown(db: AnyKysely, migrations: readonly Migration[], steps = 1): Promise<string[]> {
  return withMigrator(db, migrations, async (migrator) => {
    const applied = (await migrator.getMigrations()).filter((migration) => migration.executedAt)
    const target = applied.at(-steps - 1)?.name ?? NO_MIGRATIONS
    return applied.length === 0 ? [] : namesOf(await migrator.migrateTo(target))
  })
}

/** Every migration, oldest first, with the instant it was applied, if it was. */
export function migrationStates(db: AnyKysely, migrations: readonly Migration[]): Promise<MigrationState[]> {
  return withMigrator(db, migrations, async (migrator) => {
    const known = await migrator.getMigrations()
    return known.map(({ name, executedAt }) => ({ name, appliedAt: executedAt?.toISOString() }))
  })
}

async function withMigrator<R>(
  db: AnyKysely,
  migrations: readonly Migration[],
  work: (migrator: Migrator) => Promise<R>,
): Promise<R> {
  const connection = new Kysely<never>({ dialect: engineOf(db).migrationDialect() })
  const steps = Object.fromEntries(migrations.map((migration) => [migration.name, asKysely(migration)]))
  const migrator = new Migrator({
    db: connection,
    provider: { getMigrations: async () => steps },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  })
  try {
    return await work(migrator)
  } finally {
    await connection.destroy()
  }
}

function asKysely(migration: Migration): KyselyMigration {
  return {
    up: (db: AnyKysely) => migration.up(db, columnTypes(db)),
    down: (db: AnyKysely) => migration.down(db, columnTypes(db)),
  }
}

function namesOf({ error, results = [] }: { error?: unknown; results?: MigrationResult[] | undefined }): string[] {
  const failed = results.find((result) => result.status === 'Error')
  if (error) throw new Error(`migration ${failed?.migrationName ?? ''} failed: ${String(error)}`, { cause: error })
  return results.map((result) => result.migrationName)
}
