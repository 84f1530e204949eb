import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import pg from 'pg'
import { migratedFile, migratedName } from './databases/migrated-databases.ts'
import type { Postgres } from './postgres/postgres.ts'

export type TestDatabase = {
  name: 'sqlite' | 'postgres'
  /** Creates a fresh, empty database that is removed after the suite. */
  url: () => Promise<string>
  /** The same with all migrations applied if `npm test` has prepared one to copy; otherwise it is empty. */
  migratedUrl: () => Promise<string>
}

/** `npm test -- --fast` leaves PostgreSQL out. */
const hasPostgres = process.env.TEST_DATABASES !== 'sqlite'

/** Runs a suite once on SQLite and once on PostgreSQL. */
export function eachDatabase(title: string, suite: (database: TestDatabase) => void): void {
  describe(`${title} on SQLite`, () => onSqlite(suite))
  onPostgresAlone(title, suite)
}

/** Runs a suite only on SQLite, because the database makes no difference. */
export function onSqliteAlone(title: string, suite: (database: TestDatabase) => void): void {
  describe(title, () => onSqlite(suite))
}

/** Runs a suite only on PostgreSQL, because it needs several processes. */
export function onPostgresAlone(title: string, suite: (database: TestDatabase) => void): void {
  if (hasPostgres) describe(`${title} on PostgreSQL`, () => onPostgres(suite))
}

// Hooks run in the order in which they were added: those of the suite run first and close what it opened.
function onSqlite(suite: (database: TestDatabase) => void): void {
  const folders: string[] = []
  const newFile = (copied?: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'docket-sqlite-'))
    folders.push(folder)
    if (copied) copyFileSync(copied, join(folder, 'docket.db'))
    return `sqlite://${folder}/docket.db`
  }
  suite({ name: 'sqlite', url: async () => newFile(), migratedUrl: async () => newFile(migratedFile()) })
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
}

function onPostgres(suite: (database: TestDatabase) => void): void {
  const names: string[] = []
  const copyOf = async (template: string) => {
    const name = `docket_test_${randomBytes(8).toString('hex')}`
    await administer(`create database ${name} template ${template} strategy file_copy`)
    names.push(name)
    return Object.assign(new URL(await serverUrl()), { pathname: `/${name}` }).href
  }
  suite({
    name: 'postgres',
    url: () => copyOf('template0'),
    migratedUrl: () => copyOf(migratedName() ?? 'template0'),
  })
  after(async () => {
    for (const name of names) await administer(`drop database if exists ${name} with (force)`)
  })
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client(await serverUrl())
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

// A test file that runs without the global setup starts a server of its own.
let own: Promise<Postgres> | undefined

async function serverUrl(): Promise<string> {
  if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL
  // Imported here because almost all tests use a server that runs already.
  own ??= import('./postgres/postgres.ts').then(({ startPostgres }) => startPostgres())
  return (await own).url
}

after(async () => (await own?.catch(() => undefined))?.stop())
