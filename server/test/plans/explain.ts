import type { Statement } from './asked.ts'
import { explainerOnPostgres } from './explain-postgres.ts'
import { explainerOnSqlite } from './explain-sqlite.ts'

/** How a database executed a statement. */
export type Cost = {
  /** Tables that were scanned without an index. */
  scanned: string[]
  /** The number of rows in the largest sort; infinite if only the plan is known and it sets no limit. */
  sorted: number
  plan: string
}

export type Explainer = { explain(statement: Statement): Promise<Cost>; close(): Promise<void> }

export const explainerFor = (url: string): Promise<Explainer> =>
  url.startsWith('sqlite://') ? explainerOnSqlite(url.slice('sqlite://'.length)) : explainerOnPostgres(url)
