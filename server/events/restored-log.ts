import { comesAfterElsewhere, isFromElsewhere } from '../platform/database/queries/commit-order.ts'
import { transaction } from '../platform/database/transaction.ts'
import type { Db, Tx } from '../tables/tables.ts'
import { formatPosition, parsePosition } from './log.ts'

const EVENTS_PER_STATEMENT = 10_000

/**
 * Makes a log readable that was restored from a dump of another server. Its transaction numbers are higher than those
 * that this server will assign, so that readers would get no events any more. This renumbers its events to precede all
 * new ones, in the order of their ids; readers continue before the first event that they had not read. Resolves to true
 * if anything was renumbered.
 */
export async function prepareRestoredLog(db: Db): Promise<boolean> {
  const foreign = db.selectFrom('events').select('id').where(isFromElsewhere(db)).limit(1)
  if (!(await foreign.executeTakeFirst())) return false
  await renumberLog(db)
  return true
}

/** The same for a log that is known to come from another server. */
export function renumberLog(db: Db): Promise<void> {
  return transaction(db, async (tx) => {
    const readers = await tx.selectFrom('log_readers').selectAll().execute()
    for (const { name, position } of readers) await moveBack(tx, name, position)
    await renumber(tx)
  })
}

async function moveBack(tx: Tx, name: string, position: string): Promise<void> {
  const { transactionId, id } = parsePosition(position)
  const events = tx.selectFrom('events').select('id').limit(1)
  const firstUnread = await events
    .where(comesAfterElsewhere(tx, transactionId, id))
    .orderBy('id')
    .executeTakeFirst()
  const last = await events.orderBy('id', 'desc').executeTakeFirst()
  const to = formatPosition('0', firstUnread ? firstUnread.id - 1 : (last?.id ?? 0))
  await tx.updateTable('log_readers').set({ position: to }).where('name', '=', name).execute()
}

async function renumber(tx: Tx): Promise<void> {
  const last = await tx.selectFrom('events').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  for (let from = 0; from < (last?.id ?? 0); from += EVENTS_PER_STATEMENT) {
    const some = tx.updateTable('events').set({ transaction_id: '0' }).where('id', '>', from)
    await some.where('id', '<=', from + EVENTS_PER_STATEMENT).execute()
  }
}
