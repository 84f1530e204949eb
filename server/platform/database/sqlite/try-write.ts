import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

/** How long a statement waits for a write of another process. */
export const BUSY_TIMEOUT_MS = 5_000

const SQLITE_BUSY = 5
const SQLITE_FULL = 13
const LEAST_ROOM = 1024 * 1024

/**
 * Executes a statement and undoes it. It does not wait for other writers: a running write proves that writing works.
 */
export function tryWrite(database: DatabaseSync, path: string, sql: string): void {
  requireRoom(dirname(path))
  if (database.isTransaction) return
  database.exec('pragma busy_timeout = 0')
  try {
    database.exec('begin immediate')
    database.exec(sql)
  } catch (reason) {
    if ((reason as { errcode?: number }).errcode !== SQLITE_BUSY) throw reason
  } finally {
    if (database.isTransaction) database.exec('rollback')
    database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }
}

// Undone writes never reach the disk, so that a full disk would not be noticed.
function requireRoom(folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < LEAST_ROOM) throw Object.assign(new Error('the disk is full'), { errcode: SQLITE_FULL })
}
