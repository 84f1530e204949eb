import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Updateable } from 'kysely'
import { clock, fromNow } from '../platform/clock.ts'
import { isUnavailable } from '../platform/database/faults.ts'
import { transaction } from '../platform/database/transaction.ts'
import { tooFarAhead } from '../platform/queue/clock-skew.ts'
import { renewLease } from '../platform/queue/lease.ts'
import { RetryLater } from '../platform/queue/queue.ts'
import { untilAborted } from '../platform/timeout.ts'
import type { Db, Tables } from '../tables/tables.ts'
import type { HandlerContext } from './subscribers.ts'

const PAUSE_WITHOUT_DATABASE_MS = 250

type DeliveryContext = Pick<HandlerContext, 'db' | 'leaseMs'> & { signal?: AbortSignal; job?: string }

/**
 * Makes a delivery that cannot be undone, such as an email, once for each key. Resolves to true if this call sent it,
 * and to false if it was sent before. Throws RetryLater while another worker is sending it; if that worker died, it is
 * sent once the claim has expired. If the signal aborts, the claim is released and the reason thrown. If the process
 * dies after sending and before marking the delivery, it is sent again.
 */
export async function deliverOnce(
  context: DeliveryContext,
  key: string,
  send: () => Promise<unknown>,
): Promise<boolean> {
  const { db, leaseMs, signal } = context
  const claim = randomUUID()
  if (!(await claimDelivery(context, key, claim))) return false
  // The database may be unavailable for a while: the renewal succeeds once it is back, unless another worker has the
  // claim.
  const renew = () => setClaimed(db, key, claim, { claimed_until: fromNow(leaseMs) })
  const endRenewing = renewLease(leaseMs, renew, () => {})
  try {
    await untilAborted(send(), signal)
  } catch (reason) {
    await setClaimed(db, key, claim, { claim: null, claimed_until: null })
    throw reason
  } finally {
    endRenewing()
  }
  await markSent(db, key)
  return true
}

async function claimDelivery({ db, leaseMs, job }: DeliveryContext, key: string, claim: string): Promise<boolean> {
  return transaction(db, async (tx) => {
    const now = clock.now()
    await tx
      .insertInto('deliveries')
      .values({ key, job_key: job ?? null, created_at: now })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute()
    const claimed = tx.updateTable('deliveries').set({ claim, claimed_until: fromNow(leaseMs) })
    const query = claimed
      .where('key', '=', key)
      .where('sent_at', 'is', null)
      .where((build) =>
        build.or([
          build('claimed_until', 'is', null),
          build('claimed_until', '<=', now),
          // No claim is this long: it was written by a clock that was ahead.
          build('claimed_until', '>', tooFarAhead(leaseMs)),
        ]),
      )
    if ((await query.executeTakeFirst()).numUpdatedRows > 0n) return true
    const row = await tx.selectFrom('deliveries').selectAll().where('key', '=', key).executeTakeFirstOrThrow()
    if (row.sent_at) return false
    throw new RetryLater(
      Date.parse(row.claimed_until ?? now) - clock.millis(),
      `${key} is being sent by another worker`,
    )
  })
}

/** Changes a delivery if this claim still holds. */
function setClaimed(db: Db, key: string, claim: string, columns: Updateable<Tables['deliveries']>): Promise<unknown> {
  return transaction(db, (tx) =>
    tx.updateTable('deliveries').set(columns).where('key', '=', key).where('claim', '=', claim).execute(),
  )
}

/**
 * Marks the delivery as sent, even if another worker has claimed it since. Without the mark it would be sent again, so
 * this waits for an unavailable database without a limit.
 */
async function markSent(db: Db, key: string): Promise<void> {
  const sent = { sent_at: clock.now(), claim: null, claimed_until: null }
  for (;;) {
    try {
      await transaction(db, (tx) => tx.updateTable('deliveries').set(sent).where('key', '=', key).execute())
      return
    } catch (reason) {
      if (!isUnavailable(reason)) throw reason
      await sleep(PAUSE_WITHOUT_DATABASE_MS)
    }
  }
}

/** Deletes deliveries that were sent more than `retentionMs` ago. */
export const pruneDeliveries = (db: Db, retentionMs: number): Promise<unknown> =>
  transaction(db, (tx) => tx.deleteFrom('deliveries').where('sent_at', '<', fromNow(-retentionMs)).execute())
