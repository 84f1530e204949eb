import pg from 'pg'
import { prepareMigratedDatabases, removeMigratedDatabases } from '../databases/migrated-databases.ts'
import { type Postgres, startPostgres } from './postgres.ts'

let started: Postgres[] = []
let urls: string[] = []

/** Runs once before all test files. Each file claims one of TEST_DATABASE_URLS (JSON). */
export async function globalSetup(): Promise<void> {
  try {
    urls = await givenOrStarted()
    process.env.TEST_DATABASE_URLS = JSON.stringify(urls)
    await prepareMigratedDatabases(urls)
  } catch (error) {
    // The runner would add a stack trace, which does not help if the machine lacks a program.
    console.error((error as Error).message)
    process.exit(1)
  }
}

export async function globalTeardown(): Promise<void> {
  try {
    await removeMigratedDatabases(started.length > 0 ? [] : urls)
  } catch (error) {
    // Node would wait forever for a teardown that throws.
    console.error(`Databases are left on ${urls}: ${(error as Error).message}`)
  }
  for (const server of started) await server.stop()
}

async function givenOrStarted(): Promise<string[]> {
  if (process.env.TEST_DATABASES === 'sqlite') return []
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    await tryGivenDatabase(given)
    return [given]
  }
  const processes = Number(process.env.TEST_PROCESSES ?? 1)
  started = await Promise.all(Array.from({ length: processes }, () => startPostgres()))
  return started.map(({ url }) => url)
}

async function tryGivenDatabase(url: string): Promise<void> {
  try {
    const client = new pg.Client(url)
    await client.connect()
    await client.end()
  } catch (error) {
    throw new Error(`The database in TEST_DATABASE_URL cannot be used: ${(error as Error).message}`)
  }
}
