import type { ColumnType, Generated, Selectable } from 'kysely'
import type { Json } from './events.ts'

export type AdminActionState = 'waiting' | 'running' | 'done' | 'cancelled' | 'stopped'

/** Why an action failed for a row. */
export type RowFailure = { id: number; code: string; detail: string }

/** An action on every row of a list that matched when an administrator requested it. */
export type AdminActionsTable = {
  id: Generated<number>
  /** Null once the account is deleted. */
  actor_id: number | null
  /** The address from which it was requested; null once it has ended. */
  address: string | null
  resource: string
  action: string
  filter: Json<Record<string, unknown>>
  /** What the action sets; null for actions without a value. */
  value: ColumnType<unknown, string | null, never>
  state: Generated<AdminActionState>
  total: number
  done: Generated<number>
  failed: Generated<number>
  next_batch: Generated<number>
  /** The first failures. */
  failures: Json<RowFailure[]>
  /** ISO-8601 in UTC, like the following. */
  created_at: string
  started_at: string | null
  finished_at: string | null
}
export type AdminActionRow = Selectable<AdminActionsTable>

export type AdminActionBatchesTable = {
  action_id: number
  number: number
  ids: Json<number[]>
}
