import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import {
  type AnyKysely,
  engineOf,
  insideTransaction,
  kyselyOver,
  lastStepOf,
  rootOf,
  type TransactionOf,
} from './database.ts'
import { isMissingReference, isSerializationFailure, isStalePlan, isTransactionAborted, violatedKey } from './faults.ts'

type State = {
  root: object
  journal: unknown[]
  written: number
  sent: Promise<unknown>[]
  depth: number
  finished: boolean
}

const states = new WeakMap<object, State>()
type JournalWriter = (tx: AnyKysely, entries: unknown[]) => Promise<unknown>

const writers = new WeakMap<object, JournalWriter>()
const listeners = new WeakMap<object, ((entries: unknown[]) => void)[]>()

const MOST_ATTEMPTS = 4

/**
 * Thrown by work that failed with `cause` because it relied on an earlier read that is no longer current. It must have
 * discarded that read: the transaction is rolled back and runs again.
 */
export class StaleReadError extends Error {
  constructor(cause: unknown) {
    super('the read is stale', { cause })
  }
}

/**
 * The outcome of an insert with a `uid` that a client may have chosen. If a key exists already, a concurrent repetition
 * of the request may have inserted it: the transaction then runs again, to find that row.
 */
export async function retryOnDuplicate<R>(uid: string | undefined, insert: Promise<R>): Promise<R> {
  try {
    return await insert
  } catch (reason) {
    throw uid !== undefined && violatedKey(reason) !== undefined ? new StaleReadError(reason) : reason
  }
}

/**
 * Runs `work` in a transaction and returns its result once that is durable. It may run again if the database could not
 * serialise it, if a row that it refers to was deleted meanwhile, or if it threw a `StaleReadError`, so it must do
 * nothing but read and write through `tx`. With the handle of a transaction, `work` becomes part of that transaction;
 * with the plain handle inside of a transaction, this throws.
 */
export async function transaction<D extends AnyKysely, R>(
  db: D,
  work: (tx: TransactionOf<D>) => Promise<R>,
): Promise<R> {
  if (states.has(db)) return work(db as AnyKysely as TransactionOf<D>)
  if (insideTransaction.getStore()) throw new Error('a transaction is in progress: pass its tx on')
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptTransaction(db, work)
    } catch (reason) {
      if (attempt === MOST_ATTEMPTS || !isWorthAnotherAttempt(reason))
        throw reason instanceof StaleReadError ? reason.cause : reason
      await sleep(Math.random() * 20 * attempt)
    }
  }
}

/** Whether a transaction that failed for this reason may succeed when it runs again from its start. */
const isWorthAnotherAttempt = (reason: unknown): boolean =>
  reason instanceof StaleReadError ||
  isMissingReference(reason) ||
  isSerializationFailure(reason) ||
  isStalePlan(reason)

async function attemptTransaction<D extends AnyKysely, R>(
  db: D,
  work: (tx: TransactionOf<D>) => Promise<R>,
): Promise<R> {
  const engine = engineOf(db)
  const { result, journal } = await engine.transact(async (connection) => {
    const state: State = { root: rootOf(db), journal: [], written: 0, sent: [], depth: 0, finished: false }
    const tx = kyselyOver(engine, {
      provideConnection: (consumer) => {
        if (state.finished) throw new Error('this transaction has ended')
        return consumer(connection)
      },
    }) as TransactionOf<D>
    states.set(tx, state)
    try {
      const result = await insideTransaction.run(true, () => work(tx))
      const sent = lastSteps(db, tx, state)
      // If a step failed before it was sent, the database does not know about it and would commit.
      await Promise.race([...sent, undefined])
      // Until then, a pending write may have a second step.
      void Promise.allSettled(sent).then(() => {
        state.finished = true
      })
      return { result: { result, journal: state.journal }, sent }
    } catch (reason) {
      state.finished = true
      throw await causeOf(reason, state.sent)
    }
  })
  if (journal.length > 0) for (const listener of listeners.get(rootOf(db)) ?? []) listener(journal)
  return result
}

/** After a pipelined write has failed, PostgreSQL refuses all later statements with an error that hides the cause. */
async function causeOf(reason: unknown, sent: readonly Promise<unknown>[]): Promise<unknown> {
  if (!isTransactionAborted(reason)) return reason
  const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected')
  return failed ? (failed as PromiseRejectedResult).reason : reason
}

// Sent without waiting, so that they are pipelined with the commit; the engine waits for them before it reports
// success.
function lastSteps(db: AnyKysely, tx: AnyKysely, state: State): Promise<unknown>[] {
  const { sent } = state
  const writeJournal = writers.get(state.root)
  const unwritten = state.journal.slice(state.written)
  if (unwritten.length > 0 && writeJournal) sent.push(writeJournal(tx, unwritten))
  const hook = lastStepOf(db)
  if (hook) sent.push(hook(tx))
  for (const statement of sent) statement.catch(() => {})
  return sent
}

/** Runs `work` so that a failure undoes only its own writes, including journal entries; the error is rethrown. */
export async function savepoint<R>(tx: AnyKysely, work: () => Promise<R>): Promise<R> {
  const state = stateOf(tx)
  const { journal } = state
  const entriesBefore = journal.length
  await sql`savepoint step`.execute(tx)
  state.depth++
  try {
    const result = await work()
    await sql`release savepoint step`.execute(tx)
    return result
  } catch (reason) {
    await sql`rollback to savepoint step`.execute(tx)
    await sql`release savepoint step`.execute(tx)
    journal.length = entriesBefore
    throw reason
  } finally {
    state.depth--
  }
}

/**
 * Does not wait for a write whose result is not needed: it is pipelined with the commit, and the transaction succeeds
 * only if the write does. Inside a savepoint, which must know whether to roll it back, this waits for it.
 */
export async function writePipelined(tx: AnyKysely, write: Promise<unknown>): Promise<void> {
  const { sent, depth } = stateOf(tx)
  if (depth > 0) await write
  else sent.push(write)
  write.catch(() => {})
}

/**
 * Sets how the entries that transactions of `db` collect are written: all at once, just before each commit. The commit
 * follows immediately, so `write` must send all its statements before it awaits any.
 */
export function writeJournalWith<D extends AnyKysely, Entry>(
  db: D,
  write: (tx: TransactionOf<D>, entries: Entry[]) => Promise<unknown>,
): void {
  writers.set(rootOf(db), write as unknown as JournalWriter)
}

/**
 * Calls `listener` with the journal of each transaction of `db` in this process, once it is durable and before its
 * result is returned.
 */
export function onCommit<Entry>(db: AnyKysely, listener: (entries: readonly Entry[]) => void): void {
  const root = rootOf(db)
  listeners.set(root, [...(listeners.get(root) ?? []), listener as (entries: unknown[]) => void])
}

const MOST_UNWRITTEN = 200

/**
 * Adds an entry to the transaction's journal. A long journal is written in parts: then this returns a promise that must
 * be awaited before anything else is done.
 */
export function appendToJournal(tx: AnyKysely, entry: unknown): Promise<unknown> | undefined {
  const state = stateOf(tx)
  state.journal.push(entry)
  // Inside a savepoint, entries may still be undone.
  if (state.depth > 0 || state.journal.length - state.written < MOST_UNWRITTEN) return undefined
  const unwritten = state.journal.slice(state.written)
  state.written = state.journal.length
  return writers.get(state.root)?.(tx, unwritten)
}

/** The database of a transaction or handle, as a key for its settings. */
export const databaseOf = (handle: object): object => states.get(handle)?.root ?? rootOf(handle)

function stateOf(tx: object): State {
  const state = states.get(tx)
  if (!state) throw new Error('not a transaction')
  return state
}
