import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import pg from 'pg'
import { isStalePlan } from '../faults.ts'
import { PostgresConnection } from './connection.ts'
import { outboxOf } from './outbox.ts'

type Lane = { client: pg.Client; connection: Promise<PostgresConnection> }

/**
 * Sends single statements over a few connections without waiting for the answers before: twice the reads of a
 * pool that lends a connection a statement. A lane that breaks is opened anew by the next statement.
 */
export class PipelinedReader implements DatabaseConnection {
  readonly #settings: pg.ClientConfig
  readonly #lanes: (Lane | undefined)[]
  #next = 0

  constructor(settings: pg.ClientConfig, lanes: number) {
    this.#settings = settings
    this.#lanes = Array.from({ length: lanes })
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const connection = await this.#lane().connection
    return connection.executeQuery<R>(query).catch((reason) => {
      if (isStalePlan(reason)) return connection.executeQuery<R>(query)
      throw reason
    })
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator; nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not supported')
  }

  async ping(): Promise<void> {
    const lane = this.#lane()
    await lane.connection
    await lane.client.query('select 1')
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane?.client.end()))
  }

  #lane(): Lane {
    this.#next = (this.#next + 1) % this.#lanes.length
    const index = this.#next
    const open = this.#lanes[index]
    if (open) return open
    const lane = connect(this.#settings, () => {
      if (this.#lanes[index] === lane) this.#lanes[index] = undefined
    })
    this.#lanes[index] = lane
    return lane
  }
}

function connect(settings: pg.ClientConfig, onBroken: () => void): Lane {
  const client = new pg.Client(settings)
  client.on('error', onBroken)
  client.on('end', onBroken)
  const connection = client.connect().then(() => new ReaderConnection(client))
  connection.catch(onBroken)
  return { client, connection }
}

class ReaderConnection extends PostgresConnection {
  protected override send(query: pg.QueryConfig): Promise<pg.QueryResult> {
    return outboxOf(this.client).alone(query)
  }
}
