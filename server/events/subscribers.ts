import type { Job } from '../platform/queue/job-rows.ts'
import type { Perform } from '../platform/queue/queue.ts'
import { withSpan } from '../platform/telemetry/tracing/tracing.ts'
import type { Db } from '../tables/tables.ts'
import type { FactType } from './catalog.ts'
import { type Fact, findFact } from './log.ts'

/**
 * Something that happens because of a fact, some time after it was committed. It runs as a job of its own: when it
 * throws it is tried again, for hours, and may have run before, so it must bear repetition.
 */
export type Subscriber = {
  /** feature.what-it-does, for ever: waiting jobs know it by this name. */
  name: `${string}.${string}`
  facts: readonly FactType[]
  handle(work: Work, fact: Fact): Promise<unknown>
}

export type Work = {
  db: Db
  /** Aborted when the process has no more time: what heeds it may be tried again elsewhere. */
  signal: AbortSignal
  /** The key of the job. */
  job: string
  /** 1 for the first try. */
  tries: number
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
    const fact = await findFact(db, factOf(job))
    if (!fact) return
    const attributes = { 'docket.fact': fact.id, 'docket.fact_type': fact.type, 'docket.tries': job.tries }
    await withSpan(job.name, { kind: 'consumer', parent: fact.trace, attributes }, async () =>
      subscriber.handle({ db, signal, job: job.key, tries: job.tries, leaseMs }, fact),
    )
  }
}

const factOf = ({ payload }: Job): number => (payload as { fact: number }).fact
