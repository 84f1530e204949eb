import type { Statement } from './asked.ts'
import { explainerOnPostgres } from './explain-postgres.ts'
import { explainerOnSqlite } from './explain-sqlite.ts'

/** How a database did what a statement asks for. */
export type Cost = {
  /** Tables that were read without an index. */
  scanned: string[]
  /** The rows that went into the largest sort; infinite where only a plan tells, and sets no limit. */
  sorted: number
  plan: string
}

export type Explainer = { explain(statement: Statement): Promise<Cost>; close(): Promise<void> }

export const explainerFor = (url: string): Promise<Explainer> =>
  url.startsWith('sqlite://') ? explainerOnSqlite(url.slice('sqlite://'.length)) : explainerOnPostgres(url)
