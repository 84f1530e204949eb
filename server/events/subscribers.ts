import type { Job } from '../platform/queue/job-rows.ts'
import type { Perform } from '../platform/queue/queue.ts'
import { withSpan } from '../platform/telemetry/tracing/tracing.ts'
import type { Db } from '../tables/tables.ts'
import type { EventType } from './catalog.ts'
import { type Event, findEvent } from './log.ts'

/**
 * Something that happens because of an event, some time after it was committed. It runs as a job of its own: when it
 * throws it is tried again, for hours, and may have run before, so it must bear repetition.
 */
export type Subscriber = {
  /** feature.what-it-does, for ever: waiting jobs know it by this name. */
  name: `${string}.${string}`
  events: readonly EventType[]
  handle(work: Work, event: Event): Promise<unknown>
}

export type Work = {
  db: Db
  /** Aborted when the process has no more time: what heeds it may be tried again elsewhere. */
  signal: AbortSignal
  /** The key of the job. */
  job: string
  /** 1 for the first try. */
  attempts: number
  /** How long this process may be silent before others take up what it does. */
  leaseMs: number
}

const LEASE_MS = 60_000

/** What a worker does for each job that the relay has added. */
export function handledBy(subscribers: readonly Subscriber[], db: Db, leaseMs = LEASE_MS): Perform {
  const byName = new Map<string, Subscriber>(subscribers.map((subscriber) => [subscriber.name, subscriber]))
  return async (job, signal) => {
    const subscriber = byName.get(job.name)
    // During a rollout a job may meet a worker that is too old for it: a later try meets another.
    if (!subscriber) throw new Error(`this worker knows no ${job.name}`)
    const event = await findEvent(db, eventOf(job))
    if (!event) return
    const attributes = { 'docket.event': event.id, 'docket.event_type': event.type, 'docket.attempts': job.attempts }
    await withSpan(job.name, { kind: 'consumer', parent: event.trace, attributes }, async () =>
      subscriber.handle({ db, signal, job: job.key, attempts: job.attempts, leaseMs }, event),
    )
  }
}

const eventOf = ({ payload }: Job): number => (payload as { event: number }).event
