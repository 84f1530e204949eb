import type { Job } from './job-rows.ts'

/**
 * How jobs get from their rows in the database to somebody who does them. The rows are the truth: a queue may lose
 * everything that it carries, and each job is still begun when it is due, somewhat later.
 */
export type Queue = {
  /** Tells whoever works that these jobs, added by `insertJobs` and committed, wait. Never fails. */
  deliver(ids: readonly number[]): Promise<void>
  /** Begins to work: `perform` is called for each due job, and the job is done when it resolves. */
  work(perform: Perform): QueueWorker
  close(): Promise<void>
}

export type Perform = (job: Job, signal: AbortSignal) => Promise<unknown>

export type QueueWorker = {
  /** Looks for due jobs now instead of at the next poll. */
  notification(): void
  /**
   * Takes no more jobs and waits for those under way. After `limitMs` their signals are aborted and they are released for
   * other workers. Resolves with the ids of those.
   */
  stop(limitMs: number): Promise<number[]>
}

export type QueueOptions = {
  /** The most jobs under way at once in this process. */
  concurrency: number
  /** How long a worker that went silent keeps its jobs from others. */
  leaseMs: number
  /** How often the database is asked for due jobs, besides every notification. */
  pollMs: number
  /** How long to wait after the `attempts`-th failed try; undefined when it was the last. */
  backoffMs(attempts: number): number | undefined
  /** Hears of everything that went wrong, for the log. */
  onTrouble(what: string, reason: unknown): void
}

/** Thrown by a job that knows when another try makes sense. It counts as a try. */
export class TryLater extends Error {
  readonly delayMs: number

  constructor(delayMs: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TryLater'
    this.delayMs = delayMs
  }
}
