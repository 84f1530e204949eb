import { type Insertable, type RawBuilder, sql } from 'kysely'
import { clock } from '../platform/clock.ts'
import { isMissingValue } from '../platform/database/faults.ts'
import { inBatches } from '../platform/database/queries/batches.ts'
import { type ParameterOf, preparedByShape } from '../platform/database/queries/prepared.ts'
import {
  appendToJournal,
  databaseOf,
  StaleReadError,
  writeJournalWith,
  writePipelined,
} from '../platform/database/transaction.ts'
import { currentTraceparent } from '../platform/telemetry/tracing/tracing.ts'
import type { Db, Tables, Tx } from '../tables/tables.ts'
import { addressOf } from './acting.ts'
import { type ChangesOf, catalog, type EventType, subjectOf } from './catalog.ts'
import { originOf } from './origins.ts'

export type NewEvent<T extends EventType = EventType> = {
  /** The id of the user who did it; null for the system. */
  actor: number | null
  /** The id of the subject, whose kind is the first part of the event type. */
  subject: T extends 'task.created' ? number | NewSubject : number
  project?: number | null
  /** The scopes that may see the event: ids of projects, and negative ids of users. */
  audience: readonly number[]
  /** The scopes of the audience that cannot see the subject after the event. */
  former_audience?: readonly number[]
  /** The scopes of the audience that could not see the subject before: they do not get old values. */
  new_audience?: readonly number[]
  changes?: ChangesOf<T>
  /** What the caller has read of the actor, so that reactions need not read it again; not stored. */
  knownOfActor?: { readonly defaultReminder: string | null }
  /** The same of a task. */
  knownOfTask?: { readonly hasReminders: boolean }
  /** The task was not locked. If it has been deleted, writing the event throws a `StaleReadError`. */
  mayBeGone?: boolean
}

/** A task whose insert is pipelined: its uid finds the row before its id is known here. */
export type NewSubject = { uid: string; id: Promise<number> }

export const idOf = (subject: number | NewSubject): number | Promise<number> =>
  typeof subject === 'number' ? subject : subject.id

/** What runs in the same transaction as an event, by event type. */
export type Reactions = { [T in EventType]?: ReadonlyArray<(tx: Tx, event: NewEvent<T>) => Promise<void>> }

const reactionsOf = new WeakMap<object, Reactions>()

/** Turns on the event log for `db`, with the `reactions` to each type of event. */
export function enableEventLog(db: Db, reactions: Reactions = {}): void {
  reactionsOf.set(databaseOf(db), reactions)
  writeJournalWith(db, writeEvents)
}

/**
 * Records an event of this transaction. It is written with the commit or not at all. Its reactions run now, in the same
 * transaction.
 */
export async function recordEvent<T extends EventType>(tx: Tx, type: T, event: NewEvent<T>): Promise<void> {
  const entry: Entry = { type, happenedAt: clock.now(), address: addressOf(type, event), ...event }
  const writing = appendToJournal(tx, entry)
  if (writing) await writing
  if (typeof entry.subject !== 'number') await writePipelined(tx, learnId(entry))
  for (const react of reactionsOf.get(databaseOf(tx))?.[type] ?? []) await react(tx, event)
}

type Entry = Omit<NewEvent, 'subject'> & {
  type: EventType
  subject: number | NewSubject
  happenedAt: string
  address: string | null
}

/** Listeners for commits get only ids. */
async function learnId(entry: Entry): Promise<void> {
  entry.subject = await idOf(entry.subject)
}

type EventRow = Insertable<Omit<Tables['events'], 'id' | 'transaction_id' | 'subject_id'>>
type Subject = { subject: number | string }
/** How an event gets the id of its subject, which must not be null. */
type SubjectBy = 'given' | 'id' | 'uid'

// Most transactions record one event.
const writeEvent = preparedByShape((tx: Tx, event: ParameterOf<EventRow & Subject>, by: SubjectBy) =>
  tx.insertInto('events').values({
    type: event('type'),
    type_version: event('type_version'),
    actor_id: event('actor_id'),
    project_id: event('project_id'),
    audience: event('audience'),
    former_audience: event('former_audience'),
    new_audience: event('new_audience'),
    subject_type: event('subject_type'),
    subject_id: subjectId(by, event('subject')),
    changes: event('changes'),
    trace: event('trace'),
    origin: event('origin'),
    address: event('address'),
    happened_at: event('happened_at'),
  }),
)

function subjectBy({ subject, mayBeGone }: Entry): SubjectBy {
  if (typeof subject !== 'number') return 'uid'
  return mayBeGone ? 'id' : 'given'
}

function subjectId(by: SubjectBy, subject: unknown): RawBuilder<number> {
  return by === 'given' ? sql`${subject}` : sql`(select id from tasks where ${sql.ref(by)} = ${subject})`
}

async function writeEvents(tx: Tx, entries: Entry[]): Promise<void> {
  try {
    await insertEvents(tx, entries)
  } catch (reason) {
    throw isMissingValue(reason) ? new StaleReadError(reason) : reason
  }
}

function insertEvents(tx: Tx, entries: Entry[]): Promise<unknown> {
  const trace = currentTraceparent()
  const origin = originOf(tx)
  const row = ({
    type,
    happenedAt,
    address,
    actor,
    project,
    audience,
    former_audience,
    new_audience,
    changes,
  }: Entry): EventRow => ({
    type,
    type_version: catalog[type].version,
    actor_id: actor,
    project_id: project ?? null,
    audience: JSON.stringify(audience),
    former_audience: scopesOrNull(former_audience),
    new_audience: scopesOrNull(new_audience),
    subject_type: subjectOf(type),
    changes: JSON.stringify(changes ?? {}),
    trace,
    origin,
    address,
    happened_at: happenedAt,
  })
  const subject = ({ subject: of }: Entry) => (typeof of === 'number' ? of : of.uid)
  const [first] = entries as [Entry]
  if (entries.length === 1) return writeEvent(tx, subjectBy(first), { ...row(first), subject: subject(first) })
  const rows = entries.map((entry) => ({ ...row(entry), subject_id: subjectId(subjectBy(entry), subject(entry)) }))
  return Promise.all(inBatches(rows).map((part) => tx.insertInto('events').values(part).execute()))
}

const scopesOrNull = (scopes: readonly number[] = []) => (scopes.length > 0 ? JSON.stringify(scopes) : null)
