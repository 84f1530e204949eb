import { chownSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const SQLITE_BUSY = 5
const DAMAGED = [11, 26]

/**
 * Replaces the database file at `path` by a complete one on the same disk. Whenever the process ends, one of the two is
 * there and complete. Returns false while another connection has the database open.
 */
export function replaceFile(path: string, replacement: string): boolean {
  if (existsSync(path) && !checkpoint(path)) return false
  const { uid, gid } = statSync(existsSync(path) ? path : dirname(path))
  if (process.getuid?.() === 0) chownSync(replacement, uid, gid)
  sync(replacement)
  renameSync(replacement, path)
  sync(dirname(path))
  return true
}

/** Moves the contents of the write-ahead log into the file: SQLite would apply that log to the replacement. */
function checkpoint(path: string): boolean {
  const database = new DatabaseSync(path)
  try {
    database.exec('pragma busy_timeout = 1000')
    return database.prepare('pragma journal_mode = delete').get()?.journal_mode === 'delete'
  } catch (reason) {
    const code = ((reason as { errcode?: number }).errcode ?? 0) & 0xff
    if (code === SQLITE_BUSY) return false
    if (!DAMAGED.includes(code)) throw reason
  } finally {
    database.close()
  }
  for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true })
  return true
}

function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
