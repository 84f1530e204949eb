import type { CompiledQuery } from 'kysely'
import { engineOf } from '../../platform/database/database.ts'
import type { Api } from '../kit/api.ts'

/** A statement as the database received it. */
export type Statement = { sql: string; parameters: readonly unknown[] }

/** How a database executed a statement. */
export type Cost = {
  /** Tables that were scanned without an index. */
  scanned: string[]
  /** The number of rows in the largest sort; infinite if only the plan is known and it sets no limit. */
  sorted: number
  plan: string
}

export type Explainer = { explain(statement: Statement): Promise<Cost>; close(): Promise<void> }

/** The statements that the server executes outside transactions while `work` runs. */
export async function statementsOf({ db }: Api, work: () => Promise<unknown>): Promise<Statement[]> {
  const { reader } = engineOf(db)
  const { executeQuery } = reader
  const asked: Statement[] = []
  reader.executeQuery = function (this: typeof reader, query: CompiledQuery, ...others) {
    asked.push({ sql: query.sql, parameters: query.parameters })
    return executeQuery.call(this, query, ...others)
  } as typeof executeQuery
  try {
    await work()
    return asked
  } finally {
    reader.executeQuery = executeQuery
  }
}
