import type { TSchema } from 'typebox'
import type { Db, Tx } from '../tables/tables.ts'
import type { Viewer } from './viewer.ts'

/**
 * The actions that administrators can apply to every row of a list that matches a filter. Each feature describes its
 * own lists.
 */
export type RowActions = {
  /** The parameters of the list that select rows, as fields of a JSON object. */
  filter: Record<string, TSchema>
  actions: Readonly<Record<string, RowAction>>
  /** The ids of matching rows after `after`, ascending, at most `limit`. Throws a Problem if the filter is invalid. */
  listIds(db: Db, viewer: Viewer, filter: never, part: IdPage): Promise<number[]>
}

export type IdPage = { after: number; limit: number }

export type RowAction = {
  /** The schema of the value that the action sets, if it sets one. */
  value?: TSchema
  /** Throws a Problem if the row cannot be changed. It runs in a savepoint. */
  perform(tx: Tx, viewer: Viewer, id: number, value: never): Promise<unknown>
}
