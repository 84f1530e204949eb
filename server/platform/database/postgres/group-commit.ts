import { AsyncLocalStorage } from 'node:async_hooks'
import type { DatabaseConnection } from 'kysely'
import type pg from 'pg'
import type { TransactionWork } from '../engine.ts'
import { markHandled, transactAlone, withClient } from './lone-transaction.ts'
import { MemberConnection } from './member-connection.ts'
import { pipelineOf } from './pipeline.ts'

/** A transaction that was requested at `since`, in milliseconds since the process started. */
type Requested = {
  since: number
  runAsMember(connection: DatabaseConnection): Promise<Outcome>
  /** Runs it in a transaction of its own. */
  runAlone(): void
  reject(reason: unknown): void
}

/**
 * The outcome of a member: the statements that it sent but did not await, and how to report its result once it is
 * durable.
 */
type Outcome = { sent: Promise<unknown>[]; settle(): void; failure?: { reason: unknown } }

/** Limits the members, so that PostgreSQL serves some of many concurrent writers while others are prepared. */
const MAX_MEMBERS = 16
/** How long a transaction accepts members. */
const OPEN_MS = 10
/** How long a request waits to be accepted before one more connection is used. */
const MAX_WAIT_MS = 10
/**
 * Members of two transactions may wait for each other's rows, and PostgreSQL detects a deadlock only after a second.
 */
const LOCK_TIMEOUT_MS = 50
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Lets transactions that are requested at the same time share one, member after member on one connection: a commit, and
 * waking a server process for it, cost more than most members do. Members get their results once the transaction is
 * durable. If it is rolled back, none of it takes effect, and each member runs again in a transaction of its own, as
 * does a member that waits long for a row.
 */
export class GroupCommit {
  readonly #pool: pg.Pool
  readonly #maxConnections: number
  readonly #waiting: Requested[] = []
  /** The number of connections in use, and how many of them still accept members. */
  #connections = 0
  #open = 0
  #timer: NodeJS.Timeout | undefined

  /** Uses at most `maxConnections` connections of the pool. */
  constructor(pool: pg.Pool, maxConnections: number) {
    this.#pool = pool
    this.#maxConnections = maxConnections
  }

  get waiting(): number {
    return this.#waiting.length
  }

  run<R>(work: TransactionWork<R>): Promise<R> {
    const inCallersContext = AsyncLocalStorage.snapshot()
    return new Promise<R>((resolve, reject) => {
      const runAsMember = async (connection: DatabaseConnection): Promise<Outcome> => {
        try {
          const { result, sent } = await inCallersContext(() => work(connection))
          return { sent, settle: () => void Promise.all(sent).then(() => resolve(result), reject) }
        } catch (reason) {
          return { sent: [], settle: () => reject(reason), failure: { reason } }
        }
      }
      const runAlone = () => void inCallersContext(() => transactAlone(this.#pool, work)).then(resolve, reject)
      this.#waiting.push({ since: performance.now(), runAsMember, runAlone, reject })
      if (this.#open === 0) this.#openConnection()
      else this.#timer ??= setTimeout(this.#addConnectionIfSlow, MAX_WAIT_MS)
    })
  }

  readonly #addConnectionIfSlow = (): void => {
    const [oldest] = this.#waiting
    if (oldest && performance.now() - oldest.since >= MAX_WAIT_MS - 1) this.#openConnection()
    this.#timer = this.#waiting.length > 0 ? setTimeout(this.#addConnectionIfSlow, MAX_WAIT_MS) : undefined
  }

  #openConnection(): void {
    if (this.#connections === this.#maxConnections) return
    this.#connections++
    this.#open++
    this.#serveWaiting()
      .catch((reason) => {
        for (const requested of this.#waiting.splice(0)) requested.reject(reason)
      })
      .finally(() => {
        this.#connections--
        this.#open--
        this.#openForWaiting()
      })
  }

  #openForWaiting(): void {
    if (this.#waiting.length > 0 && this.#open === 0) this.#openConnection()
  }

  async #serveWaiting(): Promise<void> {
    // Released after each transaction, for requests that need a connection of their own.
    while (this.#waiting.length > 0) await withClient(this.#pool, (client, drop) => this.#share(client, drop))
  }

  /** Runs one transaction with all requests that wait or arrive while it is open. */
  async #share(client: pg.PoolClient, drop: (reason: Error) => void): Promise<void> {
    if (this.#waiting.length === 0) return
    const closesAt = performance.now() + OPEN_MS
    const members: Member[] = []
    const sent = [begin(client)]
    let isGood = true
    do {
      const requested = this.#waiting.shift() as Requested
      const connection = new MemberConnection(client)
      const outcome = await requested.runAsMember(connection)
      members.push({ ...requested, ...outcome })
      sent.push(...outcome.sent)
      isGood = client.getTransactionStatus() !== 'E' && !(outcome.failure && connection.hasWritten)
    } while (isGood && this.#waiting.length > 0 && members.length < MAX_MEMBERS && performance.now() < closesAt)
    const ending = pipelineOf(client).command(isGood ? 'commit' : 'rollback')
    this.#open--
    this.#openForWaiting()
    const [end, ...others] = await Promise.allSettled([ending, ...sent])
    this.#open++
    if (end.status === 'rejected') drop(end.reason)
    if (!isGood || (end.status === 'fulfilled' && end.value.command !== 'COMMIT')) return undone(members, others)
    if (end.status === 'fulfilled') for (const { settle } of members) settle()
    // The connection broke before the outcome of the commit was known: the transaction must not run again.
    else for (const { reject } of members) reject(end.reason)
  }
}

type Member = Requested & Outcome

function begin(client: pg.PoolClient): Promise<unknown> {
  // Random, so that of two transactions that wait for each other, one gives up first and the other continues.
  const timeoutMs = Math.ceil(LOCK_TIMEOUT_MS * (1 + Math.random()))
  return markHandled(pipelineOf(client).command(`begin; set local lock_timeout = ${timeoutMs}`))
}

/**
 * Handles a transaction that was rolled back. A single member fails with the reason; several run again on their own.
 */
function undone(members: readonly Member[], sent: readonly PromiseSettledResult<unknown>[]): void {
  const [first, ...others] = members as [Member, ...Member[]]
  const failed = first.failure ?? sent.find((outcome) => outcome.status === 'rejected')
  const reason = failed ? failed.reason : new Error('the transaction was rolled back')
  if (others.length === 0 && (reason as { code?: string }).code !== LOCK_NOT_AVAILABLE) first.reject(reason)
  else for (const { runAlone } of members) runAlone()
}
