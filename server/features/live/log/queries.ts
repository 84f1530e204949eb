import type { IsRetained } from '../../../events/retention.ts'
import { readInBatches } from '../../../platform/database/queries/batches.ts'
import { idIn } from '../../../platform/database/queries/sql.ts'
import { transactionSnapshot } from '../../../platform/database/queries/transaction-snapshot.ts'
import type { Db } from '../../../tables/tables.ts'

const COLUMNS = [
  ...(['id', 'type', 'actor_id', 'project_id', 'audience', 'former_audience', 'new_audience'] as const),
  ...(['subject_id', 'changes', 'happened_at'] as const),
] as const

/** Events after a position by their ids, each with the transactions that were running when it was read. */
export function listEventsAfter(db: Db, after: number, limit: number) {
  const { oldest, next } = transactionSnapshot(db)
  return db
    .selectFrom('events')
    .select(COLUMNS)
    .select([oldest.as('oldest'), next.as('next')])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Events between two positions in the log, the second included. */
export function listEventsBetween(db: Db, after: number, upTo: number, limit: number) {
  return db
    .selectFrom('events')
    .select(COLUMNS)
    .where('id', '>', after)
    .where('id', '<=', upTo)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** The last event, with the transactions that were running when it was read. */
export function findLastEvent(db: Db) {
  const { oldest, next } = transactionSnapshot(db)
  return db
    .selectFrom('events')
    .select(['id', oldest.as('oldest'), next.as('next')])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function findFirstId(db: Db): Promise<number | undefined> {
  return (await db.selectFrom('events').select('id').orderBy('id').limit(1).executeTakeFirst())?.id
}

/** Membership events after a position in the log, settled or not. */
export function listMembershipEventsAfter(db: Db, after: number) {
  const events = db
    .selectFrom('events')
    .select(COLUMNS)
    .where('type', 'in', ['project.member_added', 'project.member_removed', 'project.deleted'])
  return readInBatches(after, (last, limit) => events.where('id', '>', last).orderBy('id').limit(limit).execute())
}

/** Membership events of some projects up to a position in the log. */
export function listMembershipEventsOf(db: Db, projects: readonly number[], upTo: number) {
  const events = db
    .selectFrom('events')
    .select(COLUMNS)
    .where('subject_type', '=', 'project')
    .where(({ ref }) => idIn(db, ref('subject_id'), projects))
    .where('type', 'in', ['project.member_added', 'project.member_removed'])
    .where('id', '<=', upTo)
  return readInBatches(0, (last, limit) => events.where('id', '>', last).orderBy('id').limit(limit).execute())
}

/**
 * The events from which `scopesAt` determines the members of a project, while the project exists or the event of its
 * deletion is retained.
 */
export const isMembershipHistory: IsRetained = ({ eb, and, or, exists, selectFrom }, before) =>
  and([
    eb('events.type', 'in', ['project.member_added', 'project.member_removed']),
    or([
      exists(selectFrom('projects').select('projects.id').whereRef('projects.id', '=', 'events.subject_id')),
      exists(
        selectFrom('events as later')
          .select('later.id')
          .where('later.subject_type', '=', 'project')
          .whereRef('later.subject_id', '=', 'events.subject_id')
          .where('later.type', '=', 'project.deleted')
          .where('later.happened_at', '>=', before),
      ),
    ]),
  ])
