import { readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config/config.ts'
import { migrationStates } from '../../platform/database/migrations/migrator.ts'
import { takeSnapshot } from '../../platform/database/snapshots/take.ts'
import { migrations } from '../../tables/migrations/index.ts'
import type { Db } from '../../tables/tables.ts'
import { about } from '../about.ts'
import { describePart, readArchive, writeArchive } from './archive.ts'
import { type Destination, nameOf } from './destinations/destination.ts'
import { locate } from './destinations/open-destination.ts'
import { explainDiskError } from './disk-faults.ts'
import { recordBackup } from './last-backup.ts'
import { FILES_FOLDER, type Manifest, newManifest } from './manifest.ts'
import type { Report } from './progress.ts'
import { withWorkFolder } from './work-folder.ts'

type Backup = { path: string; bytes: number; manifest: Manifest }

/** Takes a backup of the database and the files, checks it, and then moves it to its destination. */
export function takeBackup(db: Db, config: Config, destination: Destination, report: Report): Promise<Backup> {
  const takenAt = clock.now()
  const taking = withWorkFolder(destination.workFolder, async (folder) => {
    const manifest = await collect(db, config, { folder, takenAt }, report)
    const archive = join(folder, 'archive.tar.gz')
    await writeArchive({ folder, filesFolder: filesFolderOf(config), manifest }, archive, report)
    await rm(join(folder, manifest.database.file))
    await readArchive(locate(archive), report)
    const { size: bytes } = await stat(archive)
    const path = await destination.put(archive, await freeName(destination, takenAt))
    await recordBackup(db, { destination: destination.name, taken_at: takenAt, size_bytes: bytes })
    return { path, bytes, manifest }
  })
  return taking.catch((reason) => Promise.reject(explainDiskError(reason, destination.workFolder)))
}

export const filesFolderOf = ({ dataDir }: Config): string => resolve(dataDir, FILES_FOLDER)

type Collected = { folder: string; takenAt: string }

async function collect(db: Db, config: Config, { folder, takenAt }: Collected, report: Report): Promise<Manifest> {
  const migration = await lastMigration(db)
  const { file, ...snapshot } = await takeSnapshot(db, config.databaseUrl, {
    folder,
    migrations,
    report: (share) => report('Copying', share),
  })
  const files = await listFiles(filesFolderOf(config))
  const parts = [await describePart(folder, file)]
  for (const path of files) parts.push(await describePart(config.dataDir, join(FILES_FOLDER, path)))
  const database = { ...snapshot, file, migration }
  return newManifest({ docket: about.version, taken_at: takenAt, database, parts })
}

async function lastMigration(db: Db): Promise<string> {
  const applied = (await migrationStates(db, migrations)).filter(({ appliedAt }) => appliedAt)
  const last = applied.at(-1)
  if (!last) throw new Error('There is nothing to back up: the database has no tables. Run `docket migrate up` first.')
  return last.name
}

async function listFiles(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((reason) => {
    if (reason.code === 'ENOENT') return []
    throw reason
  })
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.map((path) => path.slice(folder.length + 1)).sort()
}

async function freeName(destination: Destination, takenAt: string): Promise<string> {
  const taken = await destination.list()
  for (let number = 1; ; number++) {
    const name = nameOf(takenAt, number)
    if (!taken.includes(name)) return name
  }
}
