import { Session, type SessionConfig } from './session.ts'

/**
 * "docket" as a number. Advisory locks belong to one database, so they do not conflict with other databases of the
 * server.
 */
const LOCK = Buffer.from('docket').readUIntBE(0, 6)

/** Marks a session as serving with a shared lock, which is released when the session ends, for any reason. */
export const MARK_AS_SERVING = `select pg_advisory_lock_shared(${LOCK})`

/** Runs `work` while no process serves the database, and prevents others from starting to; undefined if one does. */
export async function withExclusiveAccess<R>(config: SessionConfig, work: () => Promise<R>): Promise<R | undefined> {
  const session = new Session(config)
  await session.connect()
  try {
    const { rows } = await session.query(`select pg_try_advisory_lock(${LOCK}) as taken`)
    return rows[0].taken ? await work() : undefined
  } finally {
    await session.end()
  }
}
