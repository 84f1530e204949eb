import { clock } from '../platform/clock.ts'
import { transaction } from '../platform/database/transaction.ts'
import { insertJobs, type NewJob } from '../platform/queue/job-rows.ts'
import type { Queue } from '../platform/queue/queue.ts'
import { isTracing, startSpan } from '../platform/telemetry/tracing/tracing.ts'
import { wakeUp } from '../platform/wake-up.ts'
import type { Db, Reader, Tx } from '../tables/tables.ts'
import { countEventsAfter, type Event, hasUnsettledEvents, type Position, positionOf, readEvents } from './log.ts'
import type { Subscriber } from './subscribers.ts'

type RelayOptions = {
  queue: Queue
  subscribers: readonly Subscriber[]
  /** How often the log is polled, besides every notification. */
  pollMs: number
  onError(what: string, reason: unknown): void
}

export type Relay = {
  /** Wakes the relay after a commit of events. Cheap: may be called for each. */
  wake(): void
  stop(): Promise<void>
}

/** The position of the relay: as stored, and how far it has read since. */
type Place = { stored: Position; reached: Position; storedAt: number }

const EVENTS_AT_ONCE = 500
/** Commits within this time are read together, after the responses to the requests that made them. */
const BATCH_WINDOW_MS = 5
/** The first delay before polling again for events behind a slow transaction; it doubles each time. */
const UNSETTLED_MS = 20
/** How often the position is stored while no event has a subscriber. */
const STORING_MS = 1_000

/**
 * Turns each event into a job for every subscriber of its type. Several processes may relay at once: the first that
 * moves the stored position adds the jobs, in the same transaction.
 */
export function startRelay(db: Db, options: RelayOptions): Relay {
  const wake = wakeUp()
  let isStopped = false
  const loop = async () => {
    let place: Place | undefined
    let pause = UNSETTLED_MS
    while (!isStopped) {
      try {
        place = await relayEvents(db, options, place)
        const isHeldBack = await hasUnsettledEvents(db, place.reached)
        pause = isHeldBack ? Math.min(pause * 2, options.pollMs) : options.pollMs
      } catch (reason) {
        options.onError('the log could not be relayed', reason)
        pause = options.pollMs
        place = undefined
      }
      if ((await wake.sleep(pause)) === 'woken') {
        pause = UNSETTLED_MS
        if (!isStopped) await new Promise((resolve) => setTimeout(resolve, BATCH_WINDOW_MS))
      }
    }
    if (place) await storePlace(db, place).catch(() => {})
  }
  const running = loop()
  return {
    wake: wake.wake,
    stop: () => {
      isStopped = true
      wake.wake()
      return running
    },
  }
}

/** Relays the events in the log, starting from `place` if it is given. */
export async function relayEvents(
  db: Db,
  { queue, subscribers }: Pick<RelayOptions, 'queue' | 'subscribers'>,
  place?: Place,
): Promise<Place> {
  let here = place ?? (await storedPlace(db))
  for (;;) {
    const events = await readEvents(db, here.reached, EVENTS_AT_ONCE)
    const last = events.at(-1)
    if (!last) return clock.millis() - here.storedAt < STORING_MS ? here : storePlace(db, here)
    const to = positionOf(last)
    const startedAt = clock.millis()
    const jobs = events.flatMap((event) => jobsFor(event, subscribers))
    if (jobs.length === 0) {
      here = { ...here, reached: to }
    } else {
      const ids = await addJobs(db, here.stored, to, jobs)
      here = ids ? placeAt(to) : await storedPlace(db)
      if (ids) await queue.deliver(ids)
      if (ids) traceRelay(events, startedAt)
    }
  }
}

function jobsFor(event: Event, subscribers: readonly Subscriber[]): NewJob[] {
  // Imported events happened long ago in another system, and those of a demo never happened: they notify no one.
  if (event.origin !== null) return []
  return subscribers
    .filter((subscriber) => subscriber.events.includes(event.type))
    .map(({ name }) => ({ key: `${event.id}:${name}`, name, payload: { event: event.id } }))
}

/** The ids of the jobs; undefined if another relay was faster. */
function addJobs(db: Db, from: Position, to: Position, jobs: NewJob[]): Promise<number[] | undefined> {
  return transaction(db, async (tx) => ((await moveReader(tx, from, to)) ? insertJobs(tx, jobs) : undefined))
}

// If another relay was faster, its position is taken over when the next job is added.
async function storePlace(db: Db, { stored, reached }: Place): Promise<Place> {
  const isMoved = stored === reached || (await transaction(db, (tx) => moveReader(tx, stored, reached)))
  return isMoved ? placeAt(reached) : storedPlace(db)
}

/** Adds a span to the trace of each event, so that it shows when the event was relayed. */
function traceRelay(events: Event[], startedAt: number): void {
  if (!isTracing()) return
  for (const { type, trace } of events) {
    if (trace) startSpan(`relay ${type}`, { kind: 'producer', parent: trace, startedAt })?.end()
  }
}

const placeAt = (position: Position): Place => ({ stored: position, reached: position, storedAt: clock.millis() })

const READER = 'relay'

async function storedPlace(db: Reader): Promise<Place> {
  const query = db.selectFrom('log_readers').select('position').where('name', '=', READER)
  return placeAt((await query.executeTakeFirstOrThrow()).position)
}

async function moveReader(tx: Tx, from: Position, to: Position): Promise<boolean> {
  const moved = tx.updateTable('log_readers').set({ position: to })
  const query = moved.where('name', '=', READER).where('position', '=', from)
  return (await query.executeTakeFirst()).numUpdatedRows > 0n
}

/** The relay lag: the age of the oldest event that has not been relayed, in milliseconds; 0 if there is none. */
export async function relayLagMs(db: Reader): Promise<number> {
  return waitedSince(db, (await storedPlace(db)).stored)
}

/** The relay lag, and the number of events that have not been relayed, counted up to 10,000. */
export async function relayBacklog(db: Reader): Promise<{ lagMs: number; events: number }> {
  const { stored } = await storedPlace(db)
  const [lagMs, events] = await Promise.all([waitedSince(db, stored), countEventsAfter(db, stored, 10_000)])
  return { lagMs, events }
}

async function waitedSince(db: Reader, position: Position): Promise<number> {
  const [oldest] = await readEvents(db, position, 1)
  return oldest ? Math.max(0, clock.millis() - Date.parse(oldest.happened_at)) : 0
}
