import type { Job } from '../platform/queue/job-rows.ts'
import type { Perform } from '../platform/queue/queue.ts'
import { withSpan } from '../platform/telemetry/tracing/tracing.ts'
import type { Db } from '../tables/tables.ts'
import type { EventType } from './catalog.ts'
import { type Event, findEvent } from './log.ts'

/**
 * A handler of events that runs as a job, after the commit. If it throws, it is retried with backoff, for hours. It may
 * run more than once for one event and must be idempotent.
 */
export type Subscriber = {
  /** feature.what-it-does. Never changes, because stored jobs refer to it. */
  name: `${string}.${string}`
  events: readonly EventType[]
  handle(context: HandlerContext, event: Event): Promise<unknown>
}

export type HandlerContext = {
  db: Db
  /** Aborted when the process shuts down. A handler that stops then is retried by another worker. */
  signal: AbortSignal
  /** The key of the job. */
  job: string
  /** 1 for the first attempt. */
  attempts: number
  /** The lease of the job: how long this process may be silent before another worker takes it over. */
  leaseMs: number
}

const LEASE_MS = 60_000

/** Runs the subscriber of a job that the relay has added. */
export function jobHandler(subscribers: readonly Subscriber[], db: Db, leaseMs = LEASE_MS): Perform {
  const byName = new Map<string, Subscriber>(subscribers.map((subscriber) => [subscriber.name, subscriber]))
  return async (job, signal) => {
    const subscriber = byName.get(job.name)
    // During a rollout an older worker may get a job that it does not know: a later attempt gets another worker.
    if (!subscriber) throw new Error(`this worker has no handler ${job.name}`)
    const event = await findEvent(db, eventOf(job))
    if (!event) return
    const attributes = { 'docket.event': event.id, 'docket.event_type': event.type, 'docket.attempts': job.attempts }
    await withSpan(job.name, { kind: 'consumer', parent: event.trace, attributes }, async () =>
      subscriber.handle({ db, signal, job: job.key, attempts: job.attempts, leaseMs }, event),
    )
  }
}

const eventOf = ({ payload }: Job): number => (payload as { event: number }).event
