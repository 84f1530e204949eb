import { type RawBuilder, sql } from 'kysely'
import { type AnyKysely, closeDatabase, openDatabase } from '../../../platform/database/database.ts'
import { migrateUp } from '../../../platform/database/migrations/migrator.ts'
import { isPostgres } from '../../../platform/database/queries/sql.ts'
import { migrations } from '../../../tables/migrations/index.ts'
import { rowsOfMigrations } from './migration-rows.ts'

/** Migrates a new database, with rows in the tables of every migration. */
export async function fillDatabase(url: string): Promise<void> {
  await withDatabaseAt(url, async (db) => {
    for (const [index, { name }] of migrations.entries()) {
      await migrateUp(db, migrations.slice(0, index + 1))
      for (const statement of rowsOfMigrations[name] ?? []) await sql.raw(statement).execute(db)
    }
  })
}

/** Every row of every table; on SQLite also the highest id that each table has assigned. */
export function contentsOf(url: string): Promise<Record<string, unknown[]>> {
  return withDatabaseAt(url, async (db) => {
    const contents: Record<string, unknown[]> = {}
    for (const table of await tablesOf(db)) {
      const { rows } = await sql`select * from ${sql.table(table)}`.execute(db)
      contents[table] = rows.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
    }
    return contents
  })
}

export async function withDatabaseAt<R>(url: string, work: (db: AnyKysely) => Promise<R>): Promise<R> {
  const db = openDatabase<Record<string, never>>(url)
  try {
    return await work(db)
  } finally {
    await closeDatabase(db)
  }
}

/** Without the tables of the full-text index, whose format differs between the databases. */
export async function tablesOf(db: AnyKysely): Promise<string[]> {
  const { rows } = await (isPostgres(db) ? POSTGRES_TABLES : SQLITE_TABLES).execute(db)
  return rows.map(({ name }) => name)
}

const POSTGRES_TABLES: RawBuilder<{ name: string }> = sql`
  select tablename as name from pg_tables where schemaname = current_schema() and tablename <> 'tasks_search'
  order by name`

const SQLITE_TABLES: RawBuilder<{ name: string }> = sql`
  select name from pragma_table_list where schema = 'main' and type = 'table' and name <> 'sqlite_schema' order by name`
