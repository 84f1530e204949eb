import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/read-config.ts'
import type { Db } from '../../tables/tables.ts'
import { examineDatabase, examineServedDatabase } from './database.ts'
import { examineDisk } from './disk.ts'
import { type Finding, fail, ok } from './finding.ts'
import { examineAws, examineCollector } from './outside.ts'
import { examineMail, examineRedis } from './services.ts'
import { examineSettings } from './settings.ts'

/** Checks everything that Docket needs, and changes none of it. */
export async function examine(readSettings: () => Config): Promise<Finding[]> {
  let config: Config
  try {
    config = readSettings()
  } catch (reason) {
    if (!(reason instanceof ConfigError)) throw reason
    const advice = 'docs/configuration.md lists every variable. Nothing else could be checked.'
    return reason.mistakes.map((mistake) => fail('configuration', mistake, advice))
  }
  return examineAll(config, examineDatabase(config))
}

/** The same within a running server: on its own database, and without background work, which is cheap to query. */
export const examineServing = (db: Db, config: Config): Promise<Finding[]> =>
  examineAll(config, examineServedDatabase(db, config))

async function examineAll(config: Config, database: Promise<Finding[]>): Promise<Finding[]> {
  const parts = await Promise.all([
    [ok('configuration', `It is valid; NODE_ENV is ${config.environment}.`)],
    examineSettings(config),
    examineDisk(config),
    database,
    examineRedis(config),
    examineMail(config),
    examineCollector(config),
    examineAws(config),
  ])
  return parts.flat()
}
