import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { type AnyKysely, closeDatabase, openDatabase } from '../../../platform/database/database.ts'
import { migrateUp } from '../../../platform/database/migrations/migrator.ts'
import { migrations } from '../../../tables/migrations/index.ts'

// A database with all tables, one per dialect, which test files copy instead of migrating a new one each time.
const FILE = 'TEST_MIGRATED_FILE'
const NAME = 'TEST_MIGRATED_DATABASE'

/** The path of the SQLite database to copy, if `npm test` has prepared one. */
export const migratedFile = (): string | undefined => process.env[FILE]

/** The name of the PostgreSQL database to copy, if `npm test` has prepared one. */
export const migratedName = (): string | undefined => process.env[NAME]

/** Creates both, on each server; test files get their names from the environment. */
export async function prepareMigratedDatabases(serverUrls: string[]): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'docket-migrated-')), 'docket.db')
  await migrate(`sqlite://${file}`)
  process.env[FILE] = file

  const name = `docket_migrated_${randomBytes(8).toString('hex')}`
  for (const serverUrl of serverUrls) {
    await run(serverUrl, `create database ${name} template template0`)
    await migrate(Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href)
  }
  process.env[NAME] = name
}

/** Removes the file, and the database on each of these servers. */
export async function removeMigratedDatabases(serverUrls: string[]): Promise<void> {
  const file = migratedFile()
  if (file) rmSync(dirname(file), { recursive: true, force: true })
  const name = migratedName()
  if (!name) return
  for (const serverUrl of serverUrls) await run(serverUrl, `drop database if exists ${name} with (force)`)
}

async function migrate(url: string): Promise<void> {
  const db = openDatabase(url) as AnyKysely
  await migrateUp(db, migrations)
  await closeDatabase(db)
}

async function run(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(serverUrl)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
