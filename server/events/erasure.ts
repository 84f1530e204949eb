import { inBatches } from '../platform/database/queries/batches.ts'
import { transaction } from '../platform/database/transaction.ts'
import { userScope } from '../tables/scope.ts'
import type { Db, Tx } from '../tables/tables.ts'
import type { SubjectType } from './catalog.ts'
import type { NewEvent } from './record-event.ts'
import type { Subscriber } from './subscribers.ts'

const NOTHING = '{}'
const EVENTS_AT_ONCE = 1_000

/** Erases the names, addresses and profile of a deleted account from its events. */
export async function eraseNames(tx: Tx, { subject }: NewEvent<'user.deleted'>): Promise<void> {
  const ofUser = tx.updateTable('events').set({ changes: NOTHING }).where('subject_id', '=', subject)
  await ofUser.where('subject_type', 'in', ['user', 'profile', 'person']).execute()
}

/** By type of subject: which of these ids still exist. */
type ListExisting = Partial<Record<SubjectType, (db: Db, ids: readonly number[]) => Promise<number[]>>>

/**
 * Erases the changes from the private events of a deleted account. Subjects that outlive it, because they belong to
 * somebody else, keep their history: `listExisting` finds them.
 */
export const eraseDeletedSubjects = (listExisting: ListExisting): Subscriber => ({
  name: 'events.erase-traces',
  events: ['user.deleted'],
  handle: async ({ db, signal }, { id: last, subject_id: user }) => {
    await eraseAddresses(db, user)
    for (let after = 0; after < last && !signal.aborted; after += EVENTS_AT_ONCE) {
      const events = await findPrivateEvents(db, user, after)
      for (const part of inBatches(await eventsOfDeletedSubjects(db, events, listExisting))) {
        const ids = part.map(({ id }) => id)
        await transaction(db, (tx) =>
          tx.updateTable('events').set({ changes: NOTHING }).where('id', 'in', ids).execute(),
        )
      }
    }
    signal.throwIfAborted()
  },
})

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

type PrivateEvent = { id: number; subject_type: string; subject_id: number }

/** Events after `after` that this account could see, and that belong to no project. */
async function findPrivateEvents(db: Db, user: number, after: number): Promise<PrivateEvent[]> {
  const events = await db
    .selectFrom('events')
    .select(['id', 'subject_type', 'subject_id', 'audience'])
    .where('id', '>', after)
    .where('id', '<=', after + EVENTS_AT_ONCE)
    .where('project_id', 'is', null)
    .execute()
  return events.filter(({ audience }) => audience.includes(userScope(user)))
}

async function eventsOfDeletedSubjects(
  db: Db,
  events: PrivateEvent[],
  listExisting: ListExisting,
): Promise<PrivateEvent[]> {
  const existing = new Set<string>()
  for (const [type, list] of Object.entries(listExisting)) {
    const ids = events.filter(({ subject_type }) => subject_type === type).map(({ subject_id }) => subject_id)
    for (const id of ids.length > 0 ? await list(db, ids) : []) existing.add(`${type} ${id}`)
  }
  return events.filter(({ subject_type, subject_id }) => !existing.has(`${subject_type} ${subject_id}`))
}
