import { hash } from 'node:crypto'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import type pg from 'pg'
// @ts-expect-error: pg's types leave it out
import { prepareValue } from 'pg/lib/utils.js'
import { isStalePlan } from '../faults.ts'
import { statements, timedStatements } from '../statements.ts'
import { type Prepared, pipelineOf } from './pipeline.ts'
import type { StatementResult } from './statement-batch.ts'

const MOST_NAMED_STATEMENTS = 1000
const names = new Map<string, string>()
/** Incremented when plans have become stale. */
let generation = 0

/**
 * Executes Kysely's statements in a client's transaction. Each is prepared under a name derived from its text, so that
 * PostgreSQL plans it once.
 */
export class PostgresConnection implements DatabaseConnection {
  protected readonly client: pg.ClientBase

  constructor(client: pg.ClientBase) {
    this.client = client
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (statements.hasSubscribers) statements.publish(query.sql)
    if (!timedStatements.hasSubscribers) return this.#send(query)
    return timedStatements.tracePromise(() => this.#send<R>(query), { sql: query.sql, system: 'postgresql' })
  }

  async #send<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const result = this.send({ text, name: nameOf(text), values: parameters.map(prepareValue) })
    const { rows, count } = await result.catch(forgetStalePlans)
    return { rows: rows as R[], numAffectedRows: BigInt(count) }
  }

  protected send(statement: Prepared): Promise<StatementResult> {
    return pipelineOf(this.client).statement(statement)
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator; nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not supported')
  }
}

// Beyond the limit, statements are unnamed: slower, but the server's memory stays bounded.
function nameOf(sql: string): string | undefined {
  const known = names.get(sql)
  if (known || names.size >= MOST_NAMED_STATEMENTS) return known
  // Derived from the text: for all users of a session, the same name is the same statement.
  const name = `d${generation}_${hash('sha256', sql, 'base64url')}`
  names.set(sql, name)
  return name
}

// Under new names, every statement is planned again for the current tables.
function forgetStalePlans(reason: unknown): never {
  // The stack of the caller is more useful than that of the code that read the response.
  if (reason instanceof Error) Error.captureStackTrace(reason)
  if (isStalePlan(reason)) {
    names.clear()
    generation++
  }
  throw reason
}
