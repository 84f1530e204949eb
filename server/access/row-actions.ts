import type { TSchema } from 'typebox'
import type { Db, Tx } from '../tables/tables.ts'
import type { Viewer } from './viewer.ts'

/** What administrators can do with every row of a list that matches a filter. Each feature describes its own lists. */
export type RowActions = {
  /** The parameters of the list that choose rows, as fields of a JSON object. */
  filter: Record<string, TSchema>
  actions: Readonly<Record<string, RowAction>>
  /** The ids of matching rows beyond `after`, ascending, at most `limit`. Throws a Problem for a bad filter. */
  listIds(db: Db, viewer: Viewer, filter: never, part: IdPage): Promise<number[]>
}

export type IdPage = { after: number; limit: number }

export type RowAction = {
  /** The schema of the value that the action sets, if it sets one. */
  value?: TSchema
  /** Throws a Problem when the row cannot be changed. It runs in a savepoint. */
  perform(tx: Tx, viewer: Viewer, id: number, value: never): Promise<unknown>
}
