import type { Config } from '../../platform/config/config.ts'
import { loadEnvFile } from '../../platform/config/load-env-file.ts'
import { readConfig } from '../../platform/config/read-config.ts'
import { closeDatabase } from '../../platform/database/database.ts'
import type { Db } from '../../tables/tables.ts'
import { requireDatabase } from '../prepare-database.ts'
import { openLoggedDatabase } from '../resources.ts'

/** The configuration of this process: its environment, with what `.env` adds. */
export function readSettings(): Config {
  const { env, mistakes, inFile } = loadEnvFile(process.env)
  // The AWS SDK reads its own variables from the environment: region, endpoint and credentials may be in `.env`, too.
  Object.assign(process.env, env)
  return readConfig(env, mistakes, inFile)
}

/** Runs a command with the configured database, and closes it afterwards. */
export async function withDatabase<R>(work: (db: Db, config: Config) => Promise<R>): Promise<R> {
  const config = readSettings()
  const db = openLoggedDatabase(config)
  try {
    await requireDatabase(db, config)
    return await work(db, config)
  } finally {
    await closeDatabase(db)
  }
}
