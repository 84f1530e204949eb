import type pg from 'pg'
import type { TransactionWork } from '../engine.ts'
import { PostgresConnection } from './connection.ts'
import { pipelineOf } from './pipeline.ts'

/**
 * A transaction on a connection of its own. `begin` is sent with the first statement and `commit` with the last, so it
 * costs one round trip for each step that waits for a result, and no others.
 */
export function transactAlone<R>(pool: pg.Pool, work: TransactionWork<R>): Promise<R> {
  return withClient(pool, async (client, drop) => {
    const pipeline = pipelineOf(client)
    const begun = markHandled(pipeline.command('begin'))
    const { result, sent } = await work(new PostgresConnection(client)).catch(async (reason) => {
      await pipeline.command('rollback').catch(drop)
      throw reason
    })
    const committed = pipeline.command('commit')
    const [commit, ...others] = await Promise.allSettled([committed, begun, ...sent])
    for (const outcome of [...others, commit]) if (outcome.status === 'rejected') throw outcome.reason
    if (commit.status === 'fulfilled' && commit.value.command !== 'COMMIT')
      throw new Error('the transaction was rolled back')
    return result
  })
}

/**
 * Lends a connection of the pool. A connection that breaks meanwhile, or that `use` drops, is removed from the pool.
 */
export async function withClient<R>(
  pool: pg.Pool,
  use: (client: pg.PoolClient, drop: (reason: Error) => void) => Promise<R>,
): Promise<R> {
  const client = await pool.connect()
  let broken: Error | undefined
  const drop = (reason: Error) => {
    broken = reason
  }
  client.on('error', drop)
  try {
    return await use(client, drop)
  } finally {
    client.off('error', drop)
    client.release(broken)
  }
}

/** Marks a promise that is awaited later, so that a failure before then is not an unhandled rejection. */
export function markHandled<P extends Promise<unknown>>(sent: P): P {
  sent.catch(() => {})
  return sent
}
