import type { Socket } from 'node:net'
import type pg from 'pg'
import { type Statement, StatementBatch, type StatementResult } from './statement-batch.ts'

export type Prepared = Omit<Statement, 'resolve' | 'reject'>

/** A rollback must be executed even if the statement before it failed. */
const UNDOES = /^rollback\b/

const pipelines = new WeakMap<pg.ClientBase, Pipeline>()

export const pipelineOf = (client: pg.ClientBase): Pipeline =>
  pipelines.getOrInsertComputed(client, () => new Pipeline(client))

/**
 * Sends all statements of a client in one turn of the event loop together. Each packet wakes the server, which costs
 * more than most statements do.
 */
class Pipeline {
  readonly #client: pg.ClientBase
  #batch: Statement[] = []
  #isGathering = false

  constructor(client: pg.ClientBase) {
    this.#client = client
  }

  /** Sends a statement of a transaction with the others of this turn. */
  statement(statement: Prepared): Promise<StatementResult> {
    this.#gather()
    if (UNDOES.test(statement.text)) this.#submit()
    return new Promise((resolve, reject) => this.#batch.push({ ...statement, resolve, reject }))
  }

  /** A statement that is a transaction of its own. */
  alone(statement: Prepared): Promise<StatementResult> {
    const result = this.statement(statement)
    this.#submit()
    return result
  }

  /** Sends SQL that begins or ends a transaction, after the statements that were queued before. */
  command(sql: string): Promise<pg.QueryResult> {
    this.#gather()
    this.#submit()
    return this.#client.query(sql)
  }

  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    const { stream } = (this.#client as unknown as { connection: { stream: Socket } }).connection
    stream.cork()
    setImmediate(() => {
      this.#isGathering = false
      this.#submit()
      stream.uncork()
    })
  }

  #submit(): void {
    if (this.#batch.length > 0) this.#client.query(new StatementBatch(this.#batch))
    this.#batch = []
  }
}
