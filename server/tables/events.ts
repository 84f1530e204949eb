import type { ColumnType, Generated } from 'kysely'
import type { Scope } from './scope.ts'

/** ISO-8601 in UTC with milliseconds. */
type Instant = string
/** Read as its value, written as JSON text. */
export type Json<T> = ColumnType<T, string, string>

export type EventsTable = {
  id: Generated<number>
  transaction_id: Generated<string>
  type: string
  type_version: number
  actor_id: number | null
  project_id: number | null
  /** The scopes that may learn of it: a project's id, or minus a user's id. */
  audience: Json<Scope[]>
  /** The part of the audience that can no longer see the subject after the event. */
  former_audience: ColumnType<Scope[] | null, string | null | undefined, string | null>
  /** The part of the audience that could not see the subject before the event. */
  new_audience: ColumnType<Scope[] | null, string | null | undefined, string | null>
  subject_type: string
  subject_id: number
  changes: Json<Record<string, { from: unknown; to: unknown }>>
  /** The W3C traceparent of the request or job that recorded the event, if traces are recorded. */
  trace: string | null
  /** `import` if the change was imported from another system, `demo` if it is sample data; otherwise null. */
  origin: ColumnType<string | null, string | null | undefined, string | null>
  /** The address from which an administrator acted on a row that is not theirs. */
  address: ColumnType<string | null, string | null | undefined, string | null>
  happened_at: Instant
}

/** One row. */
export type PrunedEventsTable = {
  /** Events up to this id may be missing. */
  up_to: number
}

export type LogReadersTable = {
  name: string
  position: string
}

export type DeliveriesTable = {
  key: string
  /** The key of the job that sends it. */
  job_key: ColumnType<string | null, string | null | undefined, string | null>
  claim: string | null
  claimed_until: Instant | null
  sent_at: Instant | null
  created_at: Instant
}
