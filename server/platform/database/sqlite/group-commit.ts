import { AsyncLocalStorage } from 'node:async_hooks'
import type { DatabaseSync } from 'node:sqlite'
import type { DatabaseConnection } from 'kysely'
import type { Load, TransactionWork } from '../engine.ts'

type Job = { perform: () => Promise<() => void>; refuse: (reason: unknown) => void }

const MOST_JOBS_PER_COMMIT = 256

/**
 * Lets all writes of one tick share one durable commit: a commit costs a disk flush, a savepoint costs nothing.
 * Each job runs in its own savepoint and hears its outcome only after the shared commit, so an answer that was
 * given is on disk, and one that failed takes nobody else's write with it.
 */
export class GroupCommit {
  readonly #database: DatabaseSync
  readonly #connection: DatabaseConnection
  #waiting: Job[] = []
  #running: Promise<void> | undefined

  constructor(database: DatabaseSync, connection: DatabaseConnection) {
    this.#database = database
    this.#connection = connection
  }

  run<R>(work: TransactionWork<R>): Promise<R> {
    const inCallersContext = AsyncLocalStorage.snapshot()
    return new Promise<R>((resolve, reject) => {
      const perform = () => inCallersContext(() => this.#perform(work, resolve, reject))
      this.#waiting.push({ perform, refuse: reject })
      this.#running ??= this.#drain()
    })
  }

  load(): Load {
    const inUse = this.#running ? 1 : 0
    return { inUse, idle: 1 - inUse, waiting: this.#waiting.length }
  }

  /** Resolves when no write is waiting or under way. */
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

  /** Waits a turn of the event loop, and on for as long as turns bring more: the disk is slower than they are. */
  async #gather(): Promise<void> {
    let before: number
    do {
      before = this.#waiting.length
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.#waiting.length > before && this.#waiting.length < MOST_JOBS_PER_COMMIT)
  }

  async #commitGroup(): Promise<void> {
    const members: Job[] = []
    const outcomes: (() => void)[] = []
    try {
      this.#database.exec('begin immediate')
      while (this.#waiting.length > 0 && members.length < MOST_JOBS_PER_COMMIT) {
        const job = this.#waiting.shift() as Job
        members.push(job)
        outcomes.push(await job.perform())
      }
      this.#database.exec('commit')
    } catch (reason) {
      this.#abandon()
      // The database itself failed: whoever was in the group, or would have begun it, is told.
      const refused = members.length > 0 ? members : this.#waiting.splice(0)
      for (const job of refused) job.refuse(reason)
      return
    }
    for (const tell of outcomes) tell()
  }

  async #perform<R>(
    work: TransactionWork<R>,
    resolve: (value: R) => void,
    reject: (reason: unknown) => void,
  ): Promise<() => void> {
    this.#database.exec('savepoint job')
    try {
      const { result, sent } = await work(this.#connection)
      await Promise.all(sent)
      this.#database.exec('release job')
      return () => resolve(result)
    } catch (reason) {
      this.#database.exec('rollback to job')
      this.#database.exec('release job')
      return () => reject(reason)
    }
  }

  #abandon(): void {
    if (this.#database.isTransaction) this.#database.exec('rollback')
  }
}
