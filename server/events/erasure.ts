import { inBatches } from '../platform/database/queries/batches.ts'
import { transaction } from '../platform/database/transaction.ts'
import { userScope } from '../tables/scope.ts'
import type { Db, Tx } from '../tables/tables.ts'
import type { NewEvent } from './record-event.ts'
import type { Subscriber } from './subscribers.ts'

const NOTHING = '{}'
const EVENTS_AT_ONCE = 1_000

/** Erases the names, addresses and profile of a deleted account from its events. */
export async function eraseNames(tx: Tx, { subject }: NewEvent<'user.deleted'>): Promise<void> {
  const ofUser = tx.updateTable('events').set({ changes: NOTHING }).where('subject_id', '=', subject)
  await ofUser.where('subject_type', 'in', ['user', 'profile', 'person']).execute()
}

/**
 * Erases the changes from the events of everything that was deleted with an account: its private tasks, categories and
 * reminders. Tasks of others that were assigned to it keep their history.
 */
export const eraseTraces: Subscriber = {
  name: 'events.erase-traces',
  events: ['user.deleted'],
  handle: async ({ db, signal }, { id: last, subject_id: user }) => {
    await eraseAddresses(db, user)
    for (let after = 0; after < last && !signal.aborted; after += EVENTS_AT_ONCE) {
      const ids = await findPrivateEvents(db, user, after)
      for (const part of inBatches(ids.map((id) => ({ id })))) {
        const partIds = part.map(({ id }) => id)
        await transaction(db, (tx) =>
          tx.updateTable('events').set({ changes: NOTHING }).where('id', 'in', partIds).execute(),
        )
      }
    }
    signal.throwIfAborted()
  },
}

/** Erases the addresses from which an administrator acted. */
const eraseAddresses = (db: Db, user: number): Promise<unknown> =>
  transaction(db, (tx) =>
    tx
      .updateTable('events')
      .set({ address: null })
      .where('actor_id', '=', user)
      .where('address', 'is not', null)
      .execute(),
  )

/** The ids of events after `after` that only this account could see and whose subject no longer exists. */
async function findPrivateEvents(db: Db, user: number, after: number): Promise<number[]> {
  const events = await db
    .selectFrom('events')
    .leftJoin('tasks', (join) =>
      join.onRef('tasks.id', '=', 'events.subject_id').on('events.subject_type', '=', 'task'),
    )
    .select(['events.id', 'events.audience', 'tasks.id as task'])
    .where('events.id', '>', after)
    .where('events.id', '<=', after + EVENTS_AT_ONCE)
    .where('events.project_id', 'is', null)
    .execute()
  return events.filter(({ audience, task }) => task === null && audience.includes(userScope(user))).map(({ id }) => id)
}
