import { AsyncLocalStorage } from 'node:async_hooks'
import type { DatabaseConnection } from 'kysely'
import type pg from 'pg'
import type { TransactionWork } from '../engine.ts'
import { transactAlone, unheard, withClient } from './lone-transaction.ts'
import { MemberConnection } from './member-connection.ts'
import { pipelineOf } from './pipeline.ts'

/** A transaction that was asked for. */
type Asked = {
  since: number
  perform(connection: DatabaseConnection): Promise<Performed>
  /** In a transaction that nobody shares. */
  performAlone(): void
  refuse(reason: unknown): void
}

/** How its work went: what it sent without waiting, and what is to be said once all is durable. */
type Performed = { sent: Promise<unknown>[]; tell(): void; failure?: { reason: unknown } }

/** So that of many who write at once, PostgreSQL serves some while others are prepared. */
const MOST_MEMBERS = 16
/** How long a transaction takes in members … */
const OPEN_MS = 10
/** … and how long somebody waits to be taken in before one more connection is used. */
const PATIENCE_MS = 10
/** Members of two transactions may wait for each other's rows, and PostgreSQL looks only after a second. */
const LONGEST_WAIT_FOR_A_ROW_MS = 50
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Lets transactions that are asked for at the same time share one, member after member on one connection: a commit, and
 * a server that is woken for it, cost more than most members do. They hear how it went when it is durable. When it is
 * not to be, nothing of it counts, and each member is run again in a transaction of its own, as is one that waits long for
 * a row.
 */
export class GroupCommit {
  readonly #pool: pg.Pool
  readonly #maxConnections: number
  readonly #waiting: Asked[] = []
  /** Connections in use, and how many of them still take members in. */
  #lanes = 0
  #open = 0
  #impatience: NodeJS.Timeout | undefined

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
      const perform = async (connection: DatabaseConnection): Promise<Performed> => {
        try {
          const { result, sent } = await inCallersContext(() => work(connection))
          return { sent, tell: () => void Promise.all(sent).then(() => resolve(result), reject) }
        } catch (reason) {
          return { sent: [], tell: () => reject(reason), failure: { reason } }
        }
      }
      const performAlone = () => void inCallersContext(() => transactAlone(this.#pool, work)).then(resolve, reject)
      this.#waiting.push({ since: performance.now(), perform, performAlone, refuse: reject })
      if (this.#open === 0) this.#openLane()
      else this.#impatience ??= setTimeout(this.#serveWhoWaitsLong, PATIENCE_MS)
    })
  }

  readonly #serveWhoWaitsLong = (): void => {
    const [oldest] = this.#waiting
    if (oldest && performance.now() - oldest.since >= PATIENCE_MS - 1) this.#openLane()
    this.#impatience = this.#waiting.length > 0 ? setTimeout(this.#serveWhoWaitsLong, PATIENCE_MS) : undefined
  }

  #openLane(): void {
    if (this.#lanes === this.#maxConnections) return
    this.#lanes++
    this.#open++
    this.#serveWaiting()
      .catch((reason) => {
        for (const asked of this.#waiting.splice(0)) asked.refuse(reason)
      })
      .finally(() => {
        this.#lanes--
        this.#open--
        this.#openForWaiting()
      })
  }

  #openForWaiting(): void {
    if (this.#waiting.length > 0 && this.#open === 0) this.#openLane()
  }

  async #serveWaiting(): Promise<void> {
    // Given back after each transaction, for whoever needs a connection alone.
    while (this.#waiting.length > 0) await withClient(this.#pool, (client, drop) => this.#share(client, drop))
  }

  /** One transaction, of everybody who waits or comes while it is open. */
  async #share(client: pg.PoolClient, drop: (reason: Error) => void): Promise<void> {
    if (this.#waiting.length === 0) return
    const closesAt = performance.now() + OPEN_MS
    const members: Member[] = []
    const sent = [begin(client)]
    let isGood = true
    do {
      const asked = this.#waiting.shift() as Asked
      const connection = new MemberConnection(client)
      const performed = await asked.perform(connection)
      members.push({ ...asked, ...performed })
      sent.push(...performed.sent)
      isGood = client.getTransactionStatus() !== 'E' && !(performed.failure && connection.hasWritten)
    } while (isGood && this.#waiting.length > 0 && members.length < MOST_MEMBERS && performance.now() < closesAt)
    const ending = pipelineOf(client).command(isGood ? 'commit' : 'rollback')
    this.#open--
    this.#openForWaiting()
    const [end, ...others] = await Promise.allSettled([ending, ...sent])
    this.#open++
    if (end.status === 'rejected') drop(end.reason)
    if (!isGood || (end.status === 'fulfilled' && end.value.command !== 'COMMIT')) return undone(members, others)
    if (end.status === 'fulfilled') for (const { tell } of members) tell()
    // The connection broke before it said how the commit went: it must not be run again.
    else for (const { refuse } of members) refuse(end.reason)
  }
}

type Member = Asked & Performed

function begin(client: pg.PoolClient): Promise<unknown> {
  // Of two that wait for each other one gives up first, and the other goes on.
  const longestWaitMs = Math.ceil(LONGEST_WAIT_FOR_A_ROW_MS * (1 + Math.random()))
  return unheard(pipelineOf(client).command(`begin; set local lock_timeout = ${longestWaitMs}`))
}

/** Nothing of a transaction was kept. Whoever was alone in it knows why. */
function undone(members: readonly Member[], sent: readonly PromiseSettledResult<unknown>[]): void {
  const [first, ...others] = members as [Member, ...Member[]]
  const failed = first.failure ?? sent.find((outcome) => outcome.status === 'rejected')
  const reason = failed ? failed.reason : new Error('the transaction was rolled back')
  if (others.length === 0 && (reason as { code?: string }).code !== LOCK_NOT_AVAILABLE) first.refuse(reason)
  else for (const { performAlone } of members) performAlone()
}
