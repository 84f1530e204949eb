import { copyFile, mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { renumberLog } from '../../events/restored-log.ts'
import { derivedColumns } from '../../features/tasks/fields/columns.ts'
import type { Config } from '../../platform/config/config.ts'
import { maskPassword } from '../../platform/config/describe-config.ts'
import { closeDatabase } from '../../platform/database/database.ts'
import { migrateUp } from '../../platform/database/migrations/migrator.ts'
import {
  folderForRestoring,
  inspectSnapshot,
  openSnapshot,
  productAt,
  type RowCounts,
  restoreSnapshot,
} from '../../platform/database/snapshots/restore.ts'
import { migrations } from '../../tables/migrations/index.ts'
import type { Db, Tables } from '../../tables/tables.ts'
import { STOP_EVERY_PROCESS } from '../prepare-database.ts'
import { readArchive } from './archive.ts'
import type { StoredBackup } from './destinations/destination.ts'
import { explainDiskError } from './disk-faults.ts'
import { FILES_FOLDER, type Manifest, refuseNewer } from './manifest.ts'
import type { Report } from './progress.ts'
import { filesFolderOf } from './take-backup.ts'
import { withWorkFolder } from './work-folder.ts'

type Restored = { manifest: Manifest; applied: string[] }

type Options = { isForced: boolean; report: Report }

/** Replaces the current database and files with a backup, after checking all of it. */
export function restoreBackup(config: Config, backup: StoredBackup, { isForced, report }: Options): Promise<Restored> {
  return withUnpacked(config, backup, report, async (folder, restored) => {
    const beforeReplace = async (rows: RowCounts | undefined) => {
      if (!isForced) requireEmpty(rows, config)
      await putFiles(folder, restored.manifest, filesFolderOf(config))
    }
    const snapshot = join(folder, restored.manifest.database.file)
    const isRestored = await restoreSnapshot(config.databaseUrl, snapshot, { beforeReplace, migrations, words: WORDS })
    if (!isRestored) throw new Error(STOP_EVERY_PROCESS)
  })
}

const WORDS = { tasks: (row: Parameters<typeof derivedColumns>[0]) => derivedColumns(row).search_terms }

/** Does the same in a temporary folder, which is then deleted. */
export const tryRestoring = (config: Config, backup: StoredBackup, report: Report): Promise<Restored> =>
  withUnpacked(config, backup, report, async () => {})

async function withUnpacked(
  { databaseUrl }: Config,
  backup: StoredBackup,
  report: Report,
  work: (folder: string, restored: Restored) => Promise<void>,
): Promise<Restored> {
  const parent = folderForRestoring(databaseUrl)
  const restoring = withWorkFolder(parent, async (folder) => {
    const manifest = await readArchive(backup, report, folder)
    refuseNewer(manifest)
    const restored = {
      manifest,
      applied: await migrateSnapshot(join(folder, manifest.database.file), manifest, databaseUrl),
    }
    await work(folder, restored)
    return restored
  })
  return restoring.catch((reason) => Promise.reject(explainDiskError(reason, parent)))
}

/** Checks the extracted database, and applies the migrations added since the backup. */
async function migrateSnapshot(snapshot: string, { database }: Manifest, url: string): Promise<string[]> {
  requireSameCounts(inspectSnapshot(snapshot), database.rows)
  const db: Db = openSnapshot<Tables>(snapshot)
  try {
    const applied = await migrateUp(db, migrations)
    // SQLite and PostgreSQL number commits differently.
    if (database.product !== productAt(url)) await renumberLog(db)
    return applied
  } finally {
    await closeDatabase(db)
  }
}

function requireSameCounts(found: RowCounts, expected: RowCounts): void {
  for (const table of new Set([...Object.keys(found), ...Object.keys(expected)])) {
    const [rows, wanted] = [found[table] ?? 0, expected[table] ?? 0]
    if (rows === wanted) continue
    throw new Error(`The backup has ${rows} rows of ${table}, but its manifest states ${wanted}. Use another backup.`)
  }
}

/** Tables that have rows in a new database, or get them without any user. */
const ALWAYS_FILLED = ['migrations', 'migrations_lock', 'log_readers', 'pruned_events', 'recurring_jobs', 'backups']

function requireEmpty(rows: RowCounts | undefined, { databaseUrl }: Config): void {
  const where = maskPassword(databaseUrl)
  if (!rows) throw new Error(`The contents of ${where} cannot be read. Nothing was changed. Add --force to replace it.`)
  const filled = Object.entries(rows).filter(([table, count]) => count > 0 && !ALWAYS_FILLED.includes(table))
  if (filled.length === 0) return
  const contents = filled.map(([table, count]) => `${table} (${count})`).join(', ')
  throw new Error(
    `The database ${where} is not empty: ${contents}. Nothing was changed. Add --force to replace all of them.`,
  )
}

/** Files are restored before the rows that refer to them. Files that only the current database refers to stay. */
async function putFiles(folder: string, { parts }: Manifest, filesFolder: string): Promise<void> {
  for (const { path } of parts) {
    if (!path.startsWith(`${FILES_FOLDER}/`)) continue
    const to = join(dirname(filesFolder), path)
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    // The files may be on another disk than the database.
    await copyFile(join(folder, path), `${to}.restoring`)
    await rename(`${to}.restoring`, to)
  }
}
