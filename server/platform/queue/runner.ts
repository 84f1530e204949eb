import pLimit, { type LimitFunction } from 'p-limit'
import { clock, fromNow } from '../clock.ts'
import { PermanentFailure } from '../permanent-failure.ts'
import { within } from '../timeout.ts'
import { wakeUp } from '../wake-up.ts'
import {
  claimDueJobs,
  failJob,
  finishJob,
  type Job,
  type JobsDb,
  postponeJob,
  releaseJob,
  renewClaim,
} from './job-rows.ts'
import { renewLease } from './lease.ts'
import { type Perform, type QueueOptions, RetryLater } from './queue.ts'

type RunnerOptions = QueueOptions & {
  /** Jobs that became due more recently than this are left to other ways of delivery. */
  graceMs(): number
  /** Called when a job will be retried, after that was committed. */
  onPostponed?(job: Job, delayMs: number): void
}

/** Claims due jobs from the database and runs them, up to a limit at once. */
export type Runner = {
  wake(): void
  /** Runs the job that `claim` claims, if any, as soon as there is room. */
  take(claim: Claim): Promise<void>
  stop(limitMs: number): Promise<number[]>
}

const MAX_ERROR_LENGTH = 2_000
/** The time for jobs that react to their signal to clean up. */
const ABORT_GRACE_MS = 500

export function startRunner(db: JobsDb, perform: Perform, options: RunnerOptions): Runner {
  const { leaseMs, pollMs, graceMs, onError } = options
  const wake = wakeUp()
  const running = new RunningJobs(db, perform, { ...options, onEnded: wake.wake })
  let isStopped = false

  const poll = async () => {
    while (!isStopped) {
      const { room } = running
      const taken = room > 0 ? await takeDue(room) : 0
      if (taken < room || room <= 0) await wake.sleep(pollMs)
    }
  }
  const takeDue = async (most: number): Promise<number> => {
    try {
      const jobs = await claimDueJobs(db, { most, leaseMs, dueBefore: fromNow(-graceMs()) })
      for (const job of jobs) void running.start(async () => job)
      return jobs.length
    } catch (reason) {
      onError('jobs could not be read from the database', reason)
      return 0
    }
  }
  const polling = poll()

  return {
    wake: wake.wake,
    take: (claim) => running.start(async () => (isStopped ? undefined : claim())),
    stop: async (limitMs) => {
      isStopped = true
      wake.wake()
      await polling
      return running.finish(limitMs)
    },
  }
}

type Claim = () => Promise<Job | undefined>

/** The jobs that run in this process, up to `concurrency` at once; `onEnded` is called after each of them. */
class RunningJobs {
  readonly #db: JobsDb
  readonly #perform: Perform
  readonly #options: RunnerOptions & { onEnded(): void }
  readonly #limit: LimitFunction
  readonly #end = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #unfinished = new Set<Job>()
  readonly #interrupted = new Set<number>()

  constructor(db: JobsDb, perform: Perform, options: RunnerOptions & { onEnded(): void }) {
    this.#db = db
    this.#perform = perform
    this.#options = options
    this.#limit = pLimit(options.concurrency)
  }

  /** How many more jobs can start at once. */
  get room(): number {
    return this.#options.concurrency - this.#running.size
  }

  start(claim: Claim): Promise<void> {
    const settled = this.#limit(() => this.#claimAndRun(claim))
      .catch((reason) => this.#options.onError('a job could not be claimed or updated', reason))
      .finally(() => {
        this.#running.delete(settled)
        this.#options.onEnded()
      })
    this.#running.add(settled)
    return settled
  }

  /** Waits for the jobs. After `limitMs` their signals are aborted and they are released; resolves with their ids. */
  async finish(limitMs: number): Promise<number[]> {
    await within(limitMs, Promise.all(this.#running))
    this.#end.abort()
    await within(ABORT_GRACE_MS, Promise.all(this.#running))
    const unresponsive = [...this.#unfinished].filter(({ id }) => !this.#interrupted.has(id))
    await within(ABORT_GRACE_MS, Promise.all(unresponsive.map((job) => this.#release(job))))
    return [...this.#interrupted]
  }

  async #claimAndRun(claim: Claim): Promise<void> {
    const job = await claim()
    if (!job) return
    this.#unfinished.add(job)
    // It throws if the outcome could not be written: then the lease expires, and another attempt follows.
    const running = runJob(this.#db, job, this.#perform, { ...this.#options, signal: this.#end.signal })
    const outcome = await running.finally(() => this.#unfinished.delete(job))
    if (outcome === 'aborted') await this.#release(job)
  }

  async #release(job: Job): Promise<void> {
    this.#interrupted.add(job.id)
    const isReleased = await releaseJob(this.#db, job).catch(() => false)
    const outcome = isReleased ? 'and is released for other workers' : 'and is retried when its lease expires'
    const reason = new Error('its worker is stopping')
    this.#options.onError(`job ${job.id} (${job.key}) was interrupted ${outcome}`, reason)
  }
}

type RunOptions = RunnerOptions & { signal: AbortSignal }

/** Runs one claimed job and records the outcome, unless it was aborted. */
async function runJob(db: JobsDb, job: Job, perform: Perform, options: RunOptions): Promise<'settled' | 'aborted'> {
  const { leaseMs, backoffMs, onPostponed, onError } = options
  const endRenewing = renewLease(
    leaseMs,
    () => renewClaim(db, job, leaseMs),
    (reason) => onError('the lease of a job could not be renewed', reason),
  )
  options.signal.addEventListener('abort', endRenewing, { once: true })
  try {
    // A job that crashes its process on every attempt records no failure, and would be retried for ever.
    if (job.attempts > 1 && backoffMs(job.attempts - 1) === undefined)
      throw new PermanentFailure('its process ended during the last attempt')
    await perform(job, options.signal)
    await finishJob(db, job)
  } catch (reason) {
    if (options.signal.aborted) return 'aborted'
    const pause = reason instanceof PermanentFailure ? undefined : backoffMs(job.attempts)
    const isDead = pause === undefined
    onError(`job ${job.id} (${job.key}) failed at attempt ${job.attempts}${isDead ? ' and is dead' : ''}`, reason)
    if (isDead) {
      await failJob(db, job, errorText(reason))
      return 'settled'
    }
    const delayMs = reason instanceof RetryLater ? reason.delayMs : pause
    const runAt = new Date(clock.millis() + delayMs).toISOString()
    if (await postponeJob(db, job, runAt, errorText(reason))) onPostponed?.(job, delayMs)
  } finally {
    endRenewing()
  }
  return 'settled'
}

const errorText = (reason: unknown): string => String(reason).slice(0, MAX_ERROR_LENGTH)
