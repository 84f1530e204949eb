import { Session, type SessionConfig } from './session.ts'

/** "docket" as a number. Advisory locks are of one database, so that others on the server do not meet ours. */
const LOCK = Buffer.from('docket').readUIntBE(0, 6)

/** What a session runs that tells others that it serves: the lock goes with the session, however that ends. */
export const MARK_AS_SERVING = `select pg_advisory_lock_shared(${LOCK})`

/** Runs `work` while no process serves the database, and keeps others from beginning to. */
export async function whileUnserved<R>(config: SessionConfig, work: () => Promise<R>): Promise<R | undefined> {
  const session = new Session(config)
  await session.connect()
  try {
    const { rows } = await session.query(`select pg_try_advisory_lock(${LOCK}) as taken`)
    return rows[0].taken ? await work() : undefined
  } finally {
    await session.end()
  }
}
