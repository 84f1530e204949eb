import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { prunedUpTo } from '../../events/retention.ts'
import { clock } from '../../platform/clock.ts'
import type { Channel } from '../../platform/realtime/channel.ts'
import type { Db } from '../../tables/tables.ts'
import { closeReasons } from './close-reasons.ts'
import { type Connection, deliverEvent } from './connection.ts'
import type { LogTail } from './log/log-tail.ts'
import { findFirstId, findLastEvent } from './log/queries.ts'

/**
 * Where a client starts: `hello` at the requested position, or `reset` at the end of the log if the events in between
 * are too many or pruned.
 */
type Start = { kind: 'hello' | 'reset'; position: number }

/** A client that is further behind than this many events starts again. */
const MAX_BEHIND = 10_000

export async function startingPoint(db: Db, tail: LogTail, after: number | undefined): Promise<Start> {
  if (after === undefined) return { kind: 'hello', position: tail.position }
  if (!(await canResumeFrom(db, tail, after))) return { kind: 'reset', position: tail.position }
  // The client may have been connected to another process that is ahead of this one.
  await tail.reach(after)
  return { kind: 'hello', position: after }
}

async function canResumeFrom(db: Db, tail: LogTail, after: number): Promise<boolean> {
  if (after > tail.position) return after <= ((await findLastEvent(db))?.id ?? 0)
  return canResume(db, after, tail.position)
}

/** Whether the log has all events between a position and its end, and not too many of them. */
export async function canResume(db: Db, after: number, end: number): Promise<boolean> {
  if (after > end || end - after > MAX_BEHIND) return false
  if (after < (await prunedUpTo(db))) return false
  const first = await findFirstId(db)
  return first === undefined || first <= after + 1
}

const MAX_UNREAD = 256 * 1024
/** How many events are sent to a connection in one turn of the event loop. */
const MAX_AT_ONCE = 500
const LONGEST_UNREAD_MS = 30_000

/**
 * Sends a connection the events that it missed until it has reached the position of the tail, and admits it in the same
 * turn, so that no event can come in between. A connection that closes before is not admitted.
 */
export async function catchUp(connection: Connection, tail: LogTail, from: number, admit: () => void): Promise<void> {
  const { channel } = connection
  let position = from
  while (await waitForReader(channel)) {
    const recent = tail.recent(position)
    const events = (recent ?? (await tail.page(position))).slice(0, MAX_AT_ONCE)
    let isAtEnd = recent !== undefined && events.length === recent.length
    for (const event of events) {
      deliverEvent(connection, event)
      position = event.id
      if (channel.backlog <= MAX_UNREAD || event === events.at(-1)) continue
      isAtEnd = false
      break
    }
    if (!isAtEnd) {
      // Other requests run first.
      await nextTurn()
      continue
    }
    if (channel.isOpen) admit()
    return
  }
}

/** Waits until the client has read most of what was sent; one that takes too long is disconnected. */
async function waitForReader(channel: Channel): Promise<boolean> {
  const deadline = clock.millis() + LONGEST_UNREAD_MS
  while (channel.isOpen && channel.backlog > MAX_UNREAD) {
    if (clock.millis() > deadline) channel.end(closeReasons.slow)
    await sleep(20)
  }
  return channel.isOpen
}
