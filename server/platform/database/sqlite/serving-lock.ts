import { DatabaseSync } from 'node:sqlite'

/**
 * Marks this process as one that serves the database at `path`: it takes a shared lock on an empty file beside it,
 * which the system releases when the process ends, for any reason. Returns a function that releases it.
 */
export function markAsServing(path: string): () => void {
  const file = new DatabaseSync(fileBeside(path))
  file.exec('pragma busy_timeout = 5000; begin; select count(*) from sqlite_schema')
  return () => file.close()
}

/**
 * Runs `work` while no process serves the database at `path`, and prevents others from starting to; undefined if one
 * does.
 */
export async function withExclusiveAccess<R>(path: string, work: () => Promise<R>): Promise<R | undefined> {
  const file = new DatabaseSync(fileBeside(path))
  try {
    file.exec('begin exclusive')
  } catch (reason) {
    file.close()
    if ((reason as { errcode?: number }).errcode === SQLITE_BUSY) return undefined
    throw reason
  }
  return work().finally(() => file.close())
}

const SQLITE_BUSY = 5

const fileBeside = (path: string): string => `${path}-serving`
