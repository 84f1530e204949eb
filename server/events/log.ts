import type { Selectable } from 'kysely'
import { comesAfter, commitOrder, isSettled } from '../platform/database/queries/commit-order.ts'
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

export function formatPosition(transactionId: string, id: number): Position {
  return `${transactionId.padStart(DIGITS, '0')}.${String(id).padStart(DIGITS, '0')}`
}

/** Throws a RangeError for an invalid position. */
export function parsePosition(position: Position): { transactionId: string; id: number } {
  const [, transactionId, id] = /^0*(\d{1,16})\.0*(\d{1,16})$/.exec(position) ?? []
  if (transactionId === undefined || !Number.isSafeInteger(Number(id)))
    throw new RangeError('not a position in the log')
  return { transactionId, id: Number(id) }
}
