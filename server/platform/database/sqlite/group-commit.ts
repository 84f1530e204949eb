import { AsyncLocalStorage } from 'node:async_hooks'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { DatabaseConnection } from 'kysely'
import type { Load, TransactionWork } from '../engine.ts'
import type { TurnBudget } from './turn-budget.ts'

type Job = { perform: (inSavepoint: boolean) => Promise<Outcome>; reject: (reason: unknown) => void }
/**
 * `mustRollBack`: it failed, and either its writes are still there or all are gone, because SQLite rolls the group back
 * when the disk is full.
 */
type Outcome = { settle: () => void; mustRollBack: boolean }

const MAX_JOBS_PER_COMMIT = 256
const MAX_WAIT_MS = 3

/**
 * Lets all writes of one tick share one durable commit, which costs a disk flush. Each job gets its outcome only after
 * the commit, so an acknowledged write is on disk. A failed job does not affect the writes of others: if it wrote
 * something before it failed, the group is rolled back and run again with a savepoint for each job. A savepoint costs
 * SQLite a copy of every page that it changes.
 */
export class GroupCommit {
  readonly #database: DatabaseSync
  readonly #connection: DatabaseConnection
  readonly #steps: TurnBudget
  readonly #totalChanges: StatementSync
  #waiting: Job[] = []
  #running: Promise<void> | undefined

  constructor(database: DatabaseSync, connection: DatabaseConnection, steps: TurnBudget) {
    this.#database = database
    this.#connection = connection
    this.#steps = steps
    this.#totalChanges = database.prepare('select total_changes() as count')
  }

  run<R>(work: TransactionWork<R>): Promise<R> {
    const inCallersContext = AsyncLocalStorage.snapshot()
    return new Promise<R>((resolve, reject) => {
      const perform = (inSavepoint: boolean) =>
        inCallersContext(() => this.#perform(work, { resolve, reject, inSavepoint }))
      this.#waiting.push({ perform, reject })
      this.#running ??= this.#drain()
    })
  }

  load(): Load {
    const inUse = this.#running ? 1 : 0
    return { inUse, idle: 1 - inUse, waiting: this.#waiting.length }
  }

  /** Resolves when no write is waiting or running. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #drain(): Promise<void> {
    do {
      await this.#gather()
      await this.#commitGroup()
    } while (this.#waiting.length > 0)
    this.#running = undefined
  }

  /**
   * Waits a turn of the event loop, and longer while turns bring more writes, because the disk is slower than they are.
   * The wait is limited: among many reads there may be no turn without a write.
   */
  async #gather(): Promise<void> {
    const until = performance.now() + MAX_WAIT_MS
    let before: number
    do {
      before = this.#waiting.length
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.#waiting.length > before && this.#waiting.length < MAX_JOBS_PER_COMMIT && performance.now() < until)
  }

  async #commitGroup(): Promise<void> {
    const members: Job[] = []
    let outcomes: Outcome[]
    try {
      outcomes = await this.#performAll(members)
      if (outcomes.at(-1)?.mustRollBack) {
        this.#abandon()
        // A single job affects no other.
        if (members.length > 1) outcomes = await this.#performAgain(members)
      }
    } catch (reason) {
      this.#abandon()
      // The database itself failed: all jobs of the group, or those that would have started it, fail.
      const failed = members.length > 0 ? members : this.#waiting.splice(0)
      for (const job of failed) job.reject(reason)
      return
    }
    for (const { settle } of outcomes) settle()
  }

  /** Runs the waiting jobs and those that arrive meanwhile, and commits unless one fails after it wrote something. */
  async #performAll(members: Job[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    this.#database.exec('begin immediate')
    while (this.#waiting.length > 0 && members.length < MAX_JOBS_PER_COMMIT && !outcomes.at(-1)?.mustRollBack) {
      const job = this.#waiting.shift() as Job
      members.push(job)
      outcomes.push(await job.perform(false))
    }
    if (!outcomes.at(-1)?.mustRollBack) this.#database.exec('commit')
    return outcomes
  }

  async #performAgain(members: readonly Job[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    this.#database.exec('begin immediate')
    for (const job of members) outcomes.push(await job.perform(true))
    this.#database.exec('commit')
    return outcomes
  }

  async #perform<R>(work: TransactionWork<R>, { resolve, reject, inSavepoint }: Waiter<R>): Promise<Outcome> {
    const before = this.#changes()
    if (inSavepoint) this.#database.exec('savepoint job')
    try {
      const { result, sent } = await work(this.#connection)
      // Waits for all of them, so that none continues after one that failed.
      const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected')
      if (failed) throw (failed as PromiseRejectedResult).reason
      if (inSavepoint) this.#database.exec('release job')
      return { settle: () => resolve(result), mustRollBack: false }
    } catch (reason) {
      const settle = () => reject(reason)
      // Statements that it sent but did not await must be undone with the rest.
      if (this.#steps.isBehind) await this.#steps.caughtUp()
      if (!inSavepoint) return { settle, mustRollBack: !this.#database.isTransaction || this.#changes() !== before }
      this.#database.exec('rollback to job')
      this.#database.exec('release job')
      return { settle, mustRollBack: false }
    }
  }

  /** The number of rows written on this connection so far. */
  #changes(): unknown {
    return this.#totalChanges.get()?.count
  }

  #abandon(): void {
    if (this.#database.isTransaction) this.#database.exec('rollback')
  }
}

type Waiter<R> = { resolve: (value: R) => void; reject: (reason: unknown) => void; inSavepoint: boolean }
