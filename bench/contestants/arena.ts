import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Postgres, startPostgres } from '../../server/test/kit/postgres/postgres.ts'
import type { Place } from './contestant.ts'

/** A PostgreSQL server that keeps what it promised, and a folder, for as long as something is measured. */
export type Arena = {
  postgres: Postgres
  /** A folder and an empty database of this name. */
  makePlace(name: string): Promise<Place>
  close(): Promise<void>
}

/**
 * Durable as in production, with a quarter of a small server's memory, and no checkpoint in the midst of a round. A server
 * that has run for long uses the files of its log again; this one is new, and need not fill each with zeros first.
 */
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_init_zero: 'off',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
}

export async function openArena(): Promise<Arena> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
  const postgres = await startPostgres(SETTINGS)
  return {
    postgres,
    makePlace: async (name) => {
      const place = join(folder, name)
      mkdirSync(place)
      const database = `bench_${name.replaceAll(/\W/g, '_')}`
      await administer(postgres.url, `create database ${database}`)
      return { folder: place, postgres, databaseUrl: Object.assign(new URL(postgres.url), { pathname: database }).href }
    },
    close: async () => {
      await postgres.stop()
      removeFolder()
    },
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
