import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { isStalePlan } from '../faults.ts'
import { NEEDS_SESSIONS } from './connecting/refuse-transaction-pooling.ts'
import { Session, type SessionConfig } from './connecting/session.ts'
import { PostgresConnection } from './connection.ts'
import { type Prepared, pipelineOf } from './pipeline.ts'
import type { StatementResult } from './statement-batch.ts'

type PooledConnection = { client: Session; connection: Promise<PostgresConnection>; pending: number }

/** The number of statements that may be pending on a connection before the next one is used. */
const ROOM = 8

/**
 * Pipelines single statements over a few connections: twice the reads of a pool that lends a connection per statement.
 * The first connection is used while it has room, because each connection is a server process that must be woken. A
 * broken connection is opened again by the next statement.
 */
export class PipelinedReader implements DatabaseConnection {
  readonly #settings: SessionConfig
  readonly #pool: (PooledConnection | undefined)[]

  constructor(settings: SessionConfig, poolSize: number) {
    this.#settings = settings
    this.#pool = Array.from({ length: poolSize })
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const pooled = this.#connectionWithRoom()
    pooled.pending++
    try {
      const connection = await pooled.connection
      return await connection.executeQuery<R>(query).catch((reason) => {
        if (isStalePlan(reason)) return connection.executeQuery<R>(query)
        throw reason
      })
    } finally {
      pooled.pending--
    }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator; nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not supported')
  }

  async ping(): Promise<void> {
    const pooled = this.#connectionWithRoom()
    await pooled.connection
    if ((await pooled.client.currentProcess()) !== pooled.client.serverProcess) throw new Error(NEEDS_SESSIONS)
  }

  /** Executes SQL that is not prepared and returns no rows. */
  async run(sql: string): Promise<void> {
    const pooled = this.#connectionWithRoom()
    await pooled.connection
    await pooled.client.query(sql)
  }

  async close(): Promise<void> {
    await Promise.all(this.#pool.map((pooled) => pooled?.client.end()))
  }

  #connectionWithRoom(): PooledConnection {
    const pending = this.#pool.map((pooled) => pooled?.pending ?? 0)
    const withRoom = pending.findIndex((count) => count < ROOM)
    const index = withRoom === -1 ? pending.indexOf(Math.min(...pending)) : withRoom
    const open = this.#pool[index]
    if (open) return open
    const pooled = connect(this.#settings, () => {
      if (this.#pool[index] === pooled) this.#pool[index] = undefined
    })
    this.#pool[index] = pooled
    return pooled
  }
}

function connect(settings: SessionConfig, onBroken: () => void): PooledConnection {
  const client = new Session(settings)
  client.on('error', onBroken)
  client.on('end', onBroken)
  const connection = client.connect().then(() => new ReaderConnection(client))
  connection.catch(onBroken)
  return { client, connection, pending: 0 }
}

class ReaderConnection extends PostgresConnection {
  protected override send(statement: Prepared): Promise<StatementResult> {
    return pipelineOf(this.client).alone(statement)
  }
}
