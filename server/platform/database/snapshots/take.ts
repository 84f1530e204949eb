import { join } from 'node:path'
import { type AnyKysely, fileOf } from '../database.ts'
import type { Migration } from '../migrations/migrator.ts'
import { copyFile } from '../sqlite/snapshots/copy-file.ts'
import { inspectFile, type RowCounts } from '../sqlite/snapshots/inspect-file.ts'
import { exportRows } from './export-rows.ts'
import { productAt } from './restore.ts'

/** A database at one point in time, in a SQLite file. */
type Snapshot = { product: string; form: 'rows'; file: string; rows: RowCounts }

type Options = { folder: string; migrations: readonly Migration[]; report(share: number): void }

/** Writes the contents of a database into a new file in `folder`, while others continue to write. */
export async function takeSnapshot(db: AnyKysely, url: string, options: Options): Promise<Snapshot> {
  const { folder, report } = options
  const source = fileOf(url)
  const file = 'database.sqlite'
  const path = join(folder, file)
  if (source === undefined) await exportRows(db, path, options)
  else await copyFile(source, path, report)
  return { product: productAt(url), form: 'rows', file, rows: inspectFile(path) }
}
