import pg from 'pg'
import { type Postgres, startPostgres } from './postgres.ts'

let started: Postgres | undefined

/** Runs once before all test files, which inherit TEST_DATABASE_URL. */
export async function globalSetup(): Promise<void> {
  try {
    if (process.env.TEST_DATABASE_URL) return await tryGivenDatabase(process.env.TEST_DATABASE_URL)
    started = await startPostgres()
    process.env.TEST_DATABASE_URL = started.url
  } catch (error) {
    // The runner would add a stack, which says nothing to somebody whose machine lacks something.
    console.error((error as Error).message)
    process.exit(1)
  }
}

export async function globalTeardown(): Promise<void> {
  await started?.stop()
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
