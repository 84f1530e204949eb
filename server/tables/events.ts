import type { ColumnType, Generated } from 'kysely'

/** ISO-8601 in UTC with milliseconds. */
type Instant = string
/** Read as its value, written as JSON text. */
type Json<T> = ColumnType<T, string, string>

export type EventsTable = {
  id: Generated<number>
  transaction_id: Generated<string>
  type: string
  type_version: number
  actor_id: number | null
  project_id: number | null
  /** The scopes that may learn of it: a project's id, or a user's id with a minus. */
  audience: Json<number[]>
  /** Those of the audience who do not see the subject any more after the event. */
  former_audience: ColumnType<number[] | null, string | null | undefined, string | null>
  /** Those of the audience who could not see the subject before the event. */
  new_audience: ColumnType<number[] | null, string | null | undefined, string | null>
  subject_type: string
  subject_id: number
  changes: Json<Record<string, { from: unknown; to: unknown }>>
  /** The W3C traceparent of what announced it, while traces are kept. */
  trace: string | null
  /** `import` where the change was taken over from another system, `demo` where it was made up; otherwise null. */
  origin: ColumnType<string | null, string | null | undefined, string | null>
  /** From where an administrator did it, where what they did it to is not theirs. */
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
