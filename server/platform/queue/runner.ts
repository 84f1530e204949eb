import pLimit from 'p-limit'
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
  notification(): void
  /** Runs the job that `claim` claims, if any, as soon as there is room. */
  take(claim: () => Promise<Job | undefined>): Promise<void>
  stop(limitMs: number): Promise<number[]>
}

const LONGEST_ERROR = 2_000
/** The time for jobs that react to their signal to clean up. */
const LAST_WORDS_MS = 500

export function startRunner(db: JobsDb, perform: Perform, options: RunnerOptions): Runner {
  const { concurrency, leaseMs, pollMs, graceMs, onTrouble } = options
  const limit = pLimit(concurrency)
  const wake = wakeUp()
  const end = new AbortController()
  const running = new Set<Promise<void>>()
  const unfinished = new Set<Job>()
  const cutOff = new Set<number>()
  let isStopped = false

  const start = (claim: () => Promise<Job | undefined>): Promise<void> => {
    const ended = limit(async () => {
      const job = await claim()
      if (!job) return
      unfinished.add(job)
      // It throws if the outcome could not be written: then the lease expires, and another attempt follows.
      const running = runJob(db, job, perform, { ...options, signal: end.signal })
      const outcome = await running.finally(() => unfinished.delete(job))
      if (outcome === 'aborted') await release(job)
    })
    const settled = ended
      .catch((reason) => onTrouble('a job could not be claimed or updated', reason))
      .finally(() => {
        running.delete(settled)
        wake.wake()
      })
    running.add(settled)
    return settled
  }

  const release = async (job: Job) => {
    cutOff.add(job.id)
    const isReleased = await releaseJob(db, job).catch(() => false)
    const fate = isReleased ? 'and is released for other workers' : 'and is retried when its lease expires'
    onTrouble(`job ${job.id} (${job.key}) was interrupted ${fate}`, new Error('its worker is stopping'))
  }

  const poll = async () => {
    while (!isStopped) {
      const room = concurrency - running.size
      const taken = room > 0 ? await takeDue(room) : 0
      if (taken < room || room <= 0) await wake.sleep(pollMs)
    }
  }
  const takeDue = async (most: number): Promise<number> => {
    try {
      const jobs = await claimDueJobs(db, { most, leaseMs, dueBefore: fromNow(-graceMs()) })
      for (const job of jobs) void start(async () => job)
      return jobs.length
    } catch (reason) {
      onTrouble('jobs could not be read from the database', reason)
      return 0
    }
  }
  const polling = poll()

  return {
    notification: wake.wake,
    take: (claim) => start(async () => (isStopped ? undefined : claim())),
    stop: async (limitMs) => {
      isStopped = true
      wake.wake()
      await polling
      await within(limitMs, Promise.all(running))
      end.abort()
      await within(LAST_WORDS_MS, Promise.all(running))
      const deaf = [...unfinished].filter(({ id }) => !cutOff.has(id))
      await within(LAST_WORDS_MS, Promise.all(deaf.map(release)))
      return [...cutOff]
    },
  }
}

type RunOptions = RunnerOptions & { signal: AbortSignal }

/** Runs one claimed job and records the outcome, unless it was aborted. */
async function runJob(db: JobsDb, job: Job, perform: Perform, options: RunOptions): Promise<'settled' | 'aborted'> {
  const { leaseMs, backoffMs, onPostponed, onTrouble } = options
  const endRenewing = renewLease(
    leaseMs,
    () => renewClaim(db, job, leaseMs),
    (reason) => onTrouble('the lease of a job could not be renewed', reason),
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
    onTrouble(`job ${job.id} (${job.key}) failed at attempt ${job.attempts}${isDead ? ' and is dead' : ''}`, reason)
    if (isDead) {
      await failJob(db, job, wordsOf(reason))
      return 'settled'
    }
    const delayMs = reason instanceof RetryLater ? reason.delayMs : pause
    const runAt = new Date(clock.millis() + delayMs).toISOString()
    if (await postponeJob(db, job, runAt, wordsOf(reason))) onPostponed?.(job, delayMs)
  } finally {
    endRenewing()
  }
  return 'settled'
}

const wordsOf = (reason: unknown): string => String(reason).slice(0, LONGEST_ERROR)
