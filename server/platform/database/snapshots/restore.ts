import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { closeDatabase, type Database, engineOf, fileOf, openDatabase } from '../database.ts'
import { withExclusiveAccess } from '../sqlite/serving-lock.ts'
import { countRowsOfFile, inspectFile, type RowCounts } from '../sqlite/snapshots/inspect-file.ts'
import { replaceFile } from '../sqlite/snapshots/replace-file.ts'
import { type Import, importRows } from './import-rows.ts'

export { inspectFile as inspectSnapshot, type RowCounts }

/** The URL of a snapshot as a database. */
export const snapshotUrl = (path: string): string => `sqlite://${path}`

/** Opens a snapshot that has rows as a database. */
export const openSnapshot = <T>(path: string): Database<T> => openDatabase(snapshotUrl(path))

export const productAt = (url: string): string => (fileOf(url) === undefined ? 'PostgreSQL' : 'SQLite')

/** The folder in which a snapshot must be, on the same disk, to be restored into that database. */
export function folderForRestoring(url: string): string {
  const path = fileOf(url)
  return path === undefined ? tmpdir() : dirname(path)
}

type Options = Omit<Import, 'beforeReplace'> & { beforeReplace(rows: RowCounts | undefined): Promise<void> }

/**
 * Replaces the contents of a database by a snapshot with all migrations, in one step. `beforeReplace` gets the number of
 * existing rows in each table (undefined if they cannot be read), and throws to keep them. Resolves to false, and
 * changes nothing, while a process uses the database.
 */
export async function restoreSnapshot(url: string, snapshot: string, options: Options): Promise<boolean> {
  const path = fileOf(url)
  const isRestored = await (path === undefined
    ? restoreInto(url, snapshot, options)
    : withExclusiveAccess(path, async () => {
        await options.beforeReplace(rowsAt(path))
        return replaceFile(path, snapshot)
      }))
  return isRestored ?? false
}

async function restoreInto(url: string, snapshot: string, options: Options): Promise<boolean | undefined> {
  const db = openDatabase(url)
  try {
    return await engineOf(db).withExclusiveAccess(async () => {
      await importRows(db, snapshot, options)
      return true
    })
  } finally {
    await closeDatabase(db)
  }
}

function rowsAt(path: string): RowCounts | undefined {
  if (!existsSync(path)) return {}
  try {
    return countRowsOfFile(path)
  } catch {
    return undefined
  }
}
