import { join } from 'node:path'
import type { Config } from '../../platform/config/config.ts'
import { closeDatabase } from '../../platform/database/database.ts'
import { migrateUp, migrationStates } from '../../platform/database/migrations/migrator.ts'
import { folderForRestoring, snapshotUrl } from '../../platform/database/snapshots/restore.ts'
import { takeSnapshot } from '../../platform/database/snapshots/take.ts'
import { migrations } from '../../tables/migrations/index.ts'
import type { Db } from '../../tables/tables.ts'
import { explainDiskError } from '../backup/disk-faults.ts'
import { withWorkFolder } from '../backup/work-folder.ts'
import { openLoggedDatabase } from '../resources.ts'

/** Runs `work` on a copy of the database, which is then discarded: the outcome is the one that an import would have. */
export function dryRun<R>(
  db: Db,
  config: Config,
  report: (share: number) => void,
  work: (copy: Db) => Promise<R>,
): Promise<R> {
  const parent = folderForRestoring(config.databaseUrl)
  const result = withWorkFolder(parent, async (folder) => {
    const hasTables = (await migrationStates(db, migrations)).some(({ appliedAt }) => appliedAt)
    const options = { folder, migrations, report }
    const file = hasTables ? (await takeSnapshot(db, config.databaseUrl, options)).file : 'empty'
    const copy = openLoggedDatabase({ ...config, databaseUrl: snapshotUrl(join(folder, file)) })
    try {
      await migrateUp(copy, migrations)
      return await work(copy)
    } finally {
      await closeDatabase(copy)
    }
  })
  return result.catch((reason) => Promise.reject(explainDiskError(reason, parent)))
}
