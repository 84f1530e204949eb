import { DatabaseSync } from 'node:sqlite'

/**
 * Tells other processes that this one serves the database at `path`: a shared lock on an empty file beside it, which the
 * system lets go of however the process ends. Returns what ends it.
 */
export function markAsServing(path: string): () => void {
  const file = new DatabaseSync(fileBeside(path))
  file.exec('pragma busy_timeout = 5000; begin; select count(*) from sqlite_schema')
  return () => file.close()
}

/** Runs `work` while no process serves the database at `path`, and keeps others from beginning to. */
export async function whileUnserved<R>(path: string, work: () => Promise<R>): Promise<R | undefined> {
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
