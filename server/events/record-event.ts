import type { Insertable } from 'kysely'
import { clock } from '../platform/clock.ts'
import { inBatches } from '../platform/database/queries/batches.ts'
import { type ParameterOf, prepared } from '../platform/database/queries/prepared.ts'
import { appendToJournal, databaseOf, writeJournalWith } from '../platform/database/transaction.ts'
import { currentTraceparent } from '../platform/telemetry/tracing/tracing.ts'
import type { Scope } from '../tables/scope.ts'
import type { Db, Tables, Tx } from '../tables/tables.ts'
import { type ChangesOf, catalog, type EventType, subjectOf } from './catalog.ts'
import { originOf } from './origins.ts'

export type NewEvent<T extends EventType = EventType> = {
  /** The id of the user who did it; null for the system. */
  actor: number | null
  /** The id of the subject, whose kind is the first part of the event type. */
  subject: number
  project?: number | null
  /** The scopes that may see the event: ids of projects, and negative ids of users. */
  audience: readonly Scope[]
  /** The scopes of the audience that cannot see the subject after the event. */
  former_audience?: readonly Scope[]
  /** The scopes of the audience that could not see the subject before: they do not get old values. */
  new_audience?: readonly Scope[]
  changes?: ChangesOf<T>
}

/** What runs in the same transaction as an event, by event type. */
export type Reactions = { [T in EventType]?: ReadonlyArray<(tx: Tx, event: NewEvent<T>) => Promise<void>> }

/** The properties of an event by which the address to record with it is chosen. */
export type RecordedEvent = Pick<NewEvent, 'actor' | 'audience' | 'project'>

type EventLogOptions = {
  reactions: Reactions
  /** The IP address to record with an event; null for none. */
  addressOf: (type: EventType, event: RecordedEvent) => string | null
}

const optionsOf = new WeakMap<object, EventLogOptions>()

/** Turns on the event log for `db`. */
export function enableEventLog(db: Db, options: EventLogOptions): void {
  optionsOf.set(databaseOf(db), options)
  writeJournalWith(db, writeEvents)
}

/**
 * Records an event of this transaction. It is written with the commit or not at all. Its reactions run now, in the same
 * transaction.
 */
export async function recordEvent<T extends EventType>(tx: Tx, type: T, event: NewEvent<T>): Promise<void> {
  const { reactions, addressOf } = optionsOf.get(databaseOf(tx)) ?? noEventLog()
  const entry: Entry = { type, happenedAt: clock.now(), address: addressOf(type, event), ...event }
  const writing = appendToJournal(tx, entry)
  if (writing) await writing
  for (const react of reactions[type] ?? []) await react(tx, event)
}

function noEventLog(): never {
  throw new Error('the event log of this database is not enabled')
}

type Entry = NewEvent & { type: EventType; happenedAt: string; address: string | null }
type EventRow = Insertable<Omit<Tables['events'], 'id' | 'transaction_id'>>

// Most transactions record one event.
const writeEvent = prepared((tx: Tx, event: ParameterOf<EventRow>) =>
  tx.insertInto('events').values({
    type: event('type'),
    type_version: event('type_version'),
    actor_id: event('actor_id'),
    project_id: event('project_id'),
    audience: event('audience'),
    former_audience: event('former_audience'),
    new_audience: event('new_audience'),
    subject_type: event('subject_type'),
    subject_id: event('subject_id'),
    changes: event('changes'),
    trace: event('trace'),
    origin: event('origin'),
    address: event('address'),
    happened_at: event('happened_at'),
  }),
)

function writeEvents(tx: Tx, entries: Entry[]): Promise<unknown> {
  const about = { trace: currentTraceparent(), origin: originOf(tx) }
  const rows = entries.map((entry) => ({ ...rowOf(entry), ...about }))
  if (rows.length === 1) return writeEvent(tx, rows[0] as EventRow)
  return Promise.all(inBatches(rows).map((part) => tx.insertInto('events').values(part).execute()))
}

const rowOf = (entry: Entry) => ({
  type: entry.type,
  type_version: catalog[entry.type].version,
  actor_id: entry.actor,
  project_id: entry.project ?? null,
  audience: JSON.stringify(entry.audience),
  former_audience: scopesOrNull(entry.former_audience),
  new_audience: scopesOrNull(entry.new_audience),
  subject_type: subjectOf(entry.type),
  subject_id: entry.subject,
  changes: JSON.stringify(entry.changes ?? {}),
  address: entry.address,
  happened_at: entry.happenedAt,
})

const scopesOrNull = (scopes: readonly Scope[] = []) => (scopes.length > 0 ? JSON.stringify(scopes) : null)
