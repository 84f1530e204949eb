import { Kysely } from 'kysely'
import { type Migration as KyselyMigration, type MigrationResult, Migrator, NO_MIGRATIONS } from 'kysely/migration'
import { type AnyKysely, engineOf } from '../database.ts'
import { isMissingTable } from '../faults.ts'
import { type ColumnTypes, columnTypes } from './column-types.ts'
import { type Loss, lossesOf } from './losses.ts'

/**
 * A migration, which never changes once released. It imports no live code: differences between databases are passed in.
 */
export type Migration = {
  name: string
  up(db: AnyKysely, types: ColumnTypes): Promise<void>
  down(db: AnyKysely, types: ColumnTypes): Promise<void>
}

type MigrationState = { name: string; appliedAt: string | undefined }

/** Receives the messages of a migration to the operator, one line at a time. */
type Report = (line: string) => void

/** Applies all pending migrations in one transaction; returns their names, oldest first. */
export function migrateUp(
  db: AnyKysely,
  migrations: readonly Migration[],
  report: Report = () => {},
): Promise<string[]> {
  return withMigrator(db, migrations, async (migrator) => namesOf(await migrator.migrateToLatest()), report)
}

/** Applies all pending migrations as part of a larger transaction. */
export async function migrateWithin(tx: AnyKysely, migrations: readonly Migration[]): Promise<string[]> {
  return namesOf(await migratorOver(tx, migrations).migrateToLatest())
}

/** What undoing the last `steps` migrations would lose. */
export function lossesOfMigratingDown(db: AnyKysely, migrations: readonly Migration[], steps = 1): Promise<Loss[]> {
  return withMigrator(db, migrations, async (migrator, connection) => {
    const applied = (await migrator.getMigrations()).filter((migration) => migration.executedAt)
    const undone = new Set(applied.slice(-steps).map(({ name }) => name))
    return lossesOf(connection, migrations.filter(({ name }) => undone.has(name)).toReversed())
  })
}

/** Undoes the last `steps` migrations; returns their names, newest first. */
export function migrateDown(db: AnyKysely, migrations: readonly Migration[], steps = 1): Promise<string[]> {
  return withMigrator(db, migrations, async (migrator) => {
    const applied = (await migrator.getMigrations()).filter((migration) => migration.executedAt)
    const target = applied.at(-steps - 1)?.name ?? NO_MIGRATIONS
    return applied.length === 0 ? [] : namesOf(await migrator.migrateTo(target))
  })
}

/** Every migration, oldest first, with the instant at which it was applied, if it was. */
export function migrationStates(db: AnyKysely, migrations: readonly Migration[]): Promise<MigrationState[]> {
  return withMigrator(db, migrations, async (migrator) => {
    const known = await migrator.getMigrations()
    return known.map(({ name, executedAt }) => ({ name, appliedAt: executedAt?.toISOString() }))
  })
}

/** Names of migrations that a newer version applied, oldest first. */
export async function newerMigrations(db: AnyKysely, migrations: readonly Migration[]): Promise<string[]> {
  const known = new Set(migrations.map(({ name }) => name))
  try {
    const rows: { name: string }[] = await db.selectFrom(TABLE).select('name').orderBy('name').execute()
    return rows.map(({ name }) => name).filter((name) => !known.has(name))
  } catch (reason) {
    if (isMissingTable(reason)) return []
    throw reason
  }
}

const TABLE = 'migrations'

async function withMigrator<R>(
  db: AnyKysely,
  migrations: readonly Migration[],
  work: (migrator: Migrator, connection: AnyKysely) => Promise<R>,
  report: Report = () => {},
): Promise<R> {
  const connection = new Kysely<never>({ dialect: engineOf(db).migrationDialect() })
  try {
    return await work(migratorOver(connection, migrations, report), connection)
  } finally {
    await connection.destroy()
  }
}

function migratorOver(db: AnyKysely, migrations: readonly Migration[], report: Report = () => {}): Migrator {
  const steps = Object.fromEntries(migrations.map((migration) => [migration.name, asKysely(migration, report)]))
  return new Migrator({
    db,
    provider: { getMigrations: async () => steps },
    migrationTableName: TABLE,
    migrationLockTableName: 'migrations_lock',
  })
}

function asKysely(migration: Migration, report: Report): KyselyMigration {
  return {
    up: (db: AnyKysely) => migration.up(db, columnTypes(db, report)),
    down: (db: AnyKysely) => migration.down(db, columnTypes(db, report)),
  }
}

function namesOf({ error, results = [] }: { error?: unknown; results?: MigrationResult[] | undefined }): string[] {
  const failed = results.find((result) => result.status === 'Error')
  if (error) throw new Error(`migration ${failed?.migrationName ?? ''} failed: ${String(error)}`, { cause: error })
  return results.map((result) => result.migrationName)
}
