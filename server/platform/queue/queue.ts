import type { Job } from './job-rows.ts'

/**
 * Delivers jobs from their rows in the database to workers. The rows are authoritative: a queue may lose everything
 * that it holds, and each due job still starts, somewhat later.
 */
export type Queue = {
  /** Notifies workers of waiting jobs that were added by `insertJobs` and committed. Never throws. */
  deliver(ids: readonly number[]): Promise<void>
  /** Starts to work: `perform` is called for each due job, and the job is done when it resolves. */
  work(perform: Perform): QueueWorker
  close(): Promise<void>
}

export type Perform = (job: Job, signal: AbortSignal) => Promise<unknown>

export type QueueWorker = {
  /** Checks for due jobs now instead of at the next poll. */
  wake(): void
  /**
   * Takes no more jobs and waits for running ones. After `limitMs` their signals are aborted and they are released for
   * other workers. Resolves with the ids of those.
   */
  stop(limitMs: number): Promise<number[]>
}

export type QueueOptions = {
  /** The most jobs that run at once in this process. */
  concurrency: number
  /** The lease of a job: how long a worker may be silent before others can claim the job. */
  leaseMs: number
  /** How often the database is polled for due jobs, in addition to notifications. */
  pollMs: number
  /** The delay after the `attempts`-th failed attempt; undefined after the last one. */
  backoffMs(attempts: number): number | undefined
  /** Receives every failure, for the log. */
  onError(what: string, reason: unknown): void
}

/** Thrown by a job that knows when a retry makes sense. It counts as an attempt. */
export class RetryLater extends Error {
  readonly delayMs: number

  constructor(delayMs: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RetryLater'
    this.delayMs = delayMs
  }
}
