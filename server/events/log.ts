import type { Selectable } from 'kysely'
import { comesAfter, commitOrder, isOfTransaction, isSettled } from '../platform/database/queries/commit-order.ts'
import { countUpTo } from '../platform/database/queries/paging.ts'
import type { Reader, Tables } from '../tables/tables.ts'
import type { EventType } from './catalog.ts'

/** An event as readers of the log receive it. */
export type Event = Omit<Selectable<Tables['events']>, 'type'> & { type: EventType }

/**
 * A position in the log: after an event. The format is `transaction.id`, both padded with zeros. Compared as text,
 * positions are in the order in which their events were committed.
 */
export type Position = string

/** Long enough for 2^53, where numbers end. */
const DIGITS = 16

/** Before every event. */
export const ORIGIN: Position = formatPosition('0', 0)

/**
 * The events after a position, oldest commit first. An event is returned only when no other can appear before it any
 * more, so that a reader that continues from the last one misses none.
 */
export async function readEvents(db: Reader, after: Position, limit: number): Promise<Event[]> {
  const { transactionId, id } = parsePosition(after)
  const events = await db
    .selectFrom('events')
    .selectAll()
    .where(comesAfter(db, transactionId, id))
    .where(isSettled(db))
    .orderBy(commitOrder(db))
    .limit(limit)
    .execute()
  return events as Event[]
}

export async function findEvent(db: Reader, id: number): Promise<Event | undefined> {
  return (await db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst()) as Event | undefined
}

export const positionOf = ({ transaction_id, id }: Pick<Event, 'transaction_id' | 'id'>): Position =>
  formatPosition(String(transaction_id), id)

/** The position after the last event that `readEvents` would return. */
export async function latestPosition(db: Reader): Promise<Position> {
  const last = await db
    .selectFrom('events')
    .select(['transaction_id', 'id'])
    .where(isSettled(db))
    .orderBy(commitOrder(db, 'desc'))
    .limit(1)
    .executeTakeFirst()
  return last ? positionOf(last) : ORIGIN
}

/**
 * False if a reader cannot continue from this position: events after it may have been pruned, or its own event does not
 * exist, as in another database. Such a reader must start again from the current state.
 */
export async function isKnownPosition(db: Reader, position: Position): Promise<boolean> {
  const { transactionId, id } = parsePosition(position)
  if (id === 0) return !(await hasForgottenEvents(db))
  if (id < (await db.selectFrom('pruned_events').select('up_to').executeTakeFirstOrThrow()).up_to) return false
  const event = db.selectFrom('events').select('id').where('id', '=', id).where(isOfTransaction(db, transactionId))
  return (await event.executeTakeFirst()) !== undefined
}

export function countEventsAfter(db: Reader, position: Position, limit: number): Promise<number> {
  const { transactionId, id } = parsePosition(position)
  return countUpTo(db, db.selectFrom('events').where(comesAfter(db, transactionId, id)), limit)
}

/** True if there are events that `readEvents` does not return yet, because an earlier transaction is still running. */
export async function hasUnsettledEvents(db: Reader, after: Position): Promise<boolean> {
  const { transactionId, id } = parsePosition(after)
  const event = db
    .selectFrom('events')
    .select('id')
    .where(comesAfter(db, transactionId, id))
    .limit(1)
  return (await event.executeTakeFirst()) !== undefined
}

// The first event of a database has number 1.
async function hasForgottenEvents(db: Reader): Promise<boolean> {
  const first = await db.selectFrom('events').select('id').orderBy('id').limit(1).executeTakeFirst()
  return first !== undefined && first.id > 1
}

export function formatPosition(transactionId: string, id: number): Position {
  return `${transactionId.padStart(DIGITS, '0')}.${String(id).padStart(DIGITS, '0')}`
}

/** Throws a RangeError for an invalid position, as a client may send. */
export function parsePosition(position: Position): { transactionId: string; id: number } {
  const [, transactionId, id] = /^0*(\d{1,16})\.0*(\d{1,16})$/.exec(position) ?? []
  if (transactionId === undefined || !Number.isSafeInteger(Number(id)))
    throw new RangeError('not a position in the log')
  return { transactionId, id: Number(id) }
}
