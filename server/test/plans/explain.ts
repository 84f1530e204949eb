import type { Explainer } from './asked.ts'
import { explainerOnPostgres } from './explain-postgres.ts'
import { explainerOnSqlite } from './explain-sqlite.ts'

export const explainerFor = (url: string): Promise<Explainer> =>
  url.startsWith('sqlite://') ? explainerOnSqlite(url.slice('sqlite://'.length)) : explainerOnPostgres(url)
