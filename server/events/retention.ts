import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { fromNow } from '../platform/clock.ts'
import { transaction } from '../platform/database/transaction.ts'
import type { Db, Reader, Tables, Tx } from '../tables/tables.ts'
import { parsePosition } from './log.ts'

const EVENTS_AT_ONCE = 2_000

/** Events up to this id may be missing: no reader can continue from before it. */
export async function prunedUpTo(db: Reader): Promise<number> {
  return (await db.selectFrom('pruned_events').select('up_to').executeTakeFirstOrThrow()).up_to
}

/** Whether an event is retained longer; `before` is the time before which events are otherwise deleted. */
export type IsRetained = (build: ExpressionBuilder<Tables, 'events'>, before: string) => Expression<SqlBool>

/**
 * Deletes events older than `retentionMs` in small batches, except those that have not been relayed, those whose jobs
 * are not done, and those that `isRetained` selects.
 */
export async function pruneEvents(db: Db, retentionMs: number, isRetained: IsRetained): Promise<void> {
  const before = fromNow(-retentionMs)
  let from = await prunedUpTo(db)
  const last = await lastToPrune(db, from, before)
  while (from < last) {
    const upTo = Math.min(from + EVENTS_AT_ONCE, last)
    const batch = { from, upTo, before, isRetained }
    await transaction(db, async (tx) => {
      await tx.updateTable('pruned_events').set({ up_to: upTo }).execute()
      await deleteEvents(tx, batch)
      await eraseAddresses(tx, batch)
    })
    from = upTo
  }
  // Events that earlier runs retained.
  await transaction(db, (tx) => deleteEvents(tx, { from: 0, upTo: from, before, isRetained }))
}

/** The last id up to which all events are old enough. */
async function lastToPrune(db: Db, from: number, before: string): Promise<number> {
  const events = db.selectFrom('events').select('id').where('id', '>', from)
  const [recent, newest, unfinished, relayed] = await Promise.all([
    events.where('happened_at', '>=', before).orderBy('id').limit(1).executeTakeFirst(),
    events.orderBy('id', 'desc').limit(1).executeTakeFirst(),
    firstUnfinished(db),
    db.selectFrom('log_readers').select('position').execute(),
  ])
  const old = recent ? recent.id - 1 : (newest?.id ?? from)
  const read = relayed.map(({ position }) => parsePosition(position).id)
  return Math.min(old, unfinished - 1, ...read)
}

/** Jobs are added in the order of their events, so that the oldest job belongs to the oldest event. */
async function firstUnfinished(db: Db): Promise<number> {
  const oldest = (state: 'waiting' | 'running' | 'dead') =>
    db.selectFrom('jobs').select('payload').where('state', '=', state).orderBy('id').limit(1).executeTakeFirst()
  const jobs = await Promise.all([oldest('waiting'), oldest('running'), oldest('dead')])
  return Math.min(
    ...jobs.map((job) => (job?.payload as { event: number } | undefined)?.event ?? Number.MAX_SAFE_INTEGER),
  )
}

type Batch = { from: number; upTo: number; before: string; isRetained: IsRetained }

/** Events that stay do not retain the address of the administrator. */
async function eraseAddresses(tx: Tx, { from, upTo }: Batch) {
  const events = tx.updateTable('events').set({ address: null }).where('id', '>', from).where('id', '<=', upTo)
  await events.where('address', 'is not', null).execute()
}

async function deleteEvents(tx: Tx, { from, upTo, before, isRetained }: Batch) {
  const events = tx.deleteFrom('events').where('id', '>', from).where('id', '<=', upTo)
  await events.where((build) => build.not(isRetained(build, before))).execute()
}
