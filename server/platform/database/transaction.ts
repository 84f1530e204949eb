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
import { isSerializationFailure, isStalePlan, violatedKey } from './faults.ts'

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
 * Thrown by work that relied on what it knew from before, and met the failure `cause` because that is no longer so. It has
 * forgotten that by now: the transaction is undone and run again.
 */
export class StaleReadError extends Error {
  constructor(cause: unknown) {
    super('what was known is outdated', { cause })
  }
}

/**
 * The outcome of an insert of something that a client named by `uid`, if it did. When a key is taken, a twin of this request
 * may have been first: the transaction runs again, to find what that one made.
 */
export async function orFindTwin<R>(uid: string | undefined, insert: Promise<R>): Promise<R> {
  try {
    return await insert
  } catch (reason) {
    throw uid !== undefined && violatedKey(reason) !== undefined ? new StaleReadError(reason) : reason
  }
}

/**
 * Runs `work` in a transaction and returns its result once that is durable. It may run again when the database
 * could not serialise it, or when it was `StaleReadError`, so it must do nothing but read and write through `tx`. Nesting throws.
 */
export async function transaction<D extends AnyKysely, R>(
  db: D,
  work: (tx: TransactionOf<D>) => Promise<R>,
): Promise<R> {
  if (insideTransaction.getStore()) throw new Error('a transaction is under way: pass its tx on')
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptTransaction(db, work)
    } catch (reason) {
      const isStaleRead = reason instanceof StaleReadError
      const isWorthAnother = isStaleRead || isSerializationFailure(reason) || isStalePlan(reason)
      if (attempt === MOST_ATTEMPTS || !isWorthAnother) throw isStaleRead ? reason.cause : reason
      await sleep(Math.random() * 20 * attempt)
    }
  }
}

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
      // A step that failed before it sent anything: the database knows nothing of it and would commit.
      await Promise.race([...sent, undefined])
      // Until then, a write under way may have a second step.
      void Promise.allSettled(sent).then(() => {
        state.finished = true
      })
      return { result: { result, journal: state.journal }, sent }
    } catch (reason) {
      state.finished = true
      throw reason
    }
  })
  if (journal.length > 0) for (const tell of listeners.get(rootOf(db)) ?? []) tell(journal)
  return result
}

// Sent without waiting, so that they travel with the commit; the engine waits for them before it reports success.
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

/** Runs `work` so that its failure undoes only what it did, journal entries included; the failure is rethrown. */
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
 * Leaves a write under way whose result nobody needs: it travels with the commit, and the transaction succeeds only if
 * it does. Inside a savepoint, which must know whether to undo it, it is waited for.
 */
export async function writePipelined(tx: AnyKysely, write: Promise<unknown>): Promise<void> {
  const { sent, depth } = stateOf(tx)
  if (depth > 0) await write
  else sent.push(write)
  write.catch(() => {})
}

/**
 * Says how the entries that transactions of `db` collect are written: in one go, just before each commit. The
 * commit follows at once, so `write` must send all its statements before it waits for any.
 */
export function writeJournalWith<D extends AnyKysely, Entry>(
  db: D,
  write: (tx: TransactionOf<D>, entries: Entry[]) => Promise<unknown>,
): void {
  writers.set(rootOf(db), write as unknown as JournalWriter)
}

/** Calls `listener` with the journal of each transaction of `db` in this process, once it is durable and before it is answered. */
export function onCommit<Entry>(db: AnyKysely, listener: (entries: readonly Entry[]) => void): void {
  const root = rootOf(db)
  listeners.set(root, [...(listeners.get(root) ?? []), listener as (entries: unknown[]) => void])
}

const MOST_UNWRITTEN = 200

/**
 * Adds an entry to the transaction's journal. A long journal is written in parts: then it returns what must be waited for
 * before anything else is done.
 */
export function appendToJournal(tx: AnyKysely, entry: unknown): Promise<unknown> | undefined {
  const state = stateOf(tx)
  state.journal.push(entry)
  // Inside a savepoint, entries may yet be undone.
  if (state.depth > 0 || state.journal.length - state.written < MOST_UNWRITTEN) return undefined
  const unwritten = state.journal.slice(state.written)
  state.written = state.journal.length
  return writers.get(state.root)?.(tx, unwritten)
}

/** The database that a transaction or handle belongs to, as an identity to hang settings on. */
export const databaseOf = (handle: object): object => states.get(handle)?.root ?? rootOf(handle)

function stateOf(tx: object): State {
  const state = states.get(tx)
  if (!state) throw new Error('not a transaction')
  return state
}
