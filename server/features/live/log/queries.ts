import { readInParts } from '../../../platform/database/queries/parts.ts'
import { idIn } from '../../../platform/database/queries/sql.ts'
import { underWay } from '../../../platform/database/queries/under-way.ts'
import type { Db } from '../../../tables/tables.ts'

const COLUMNS = [
  ...(['id', 'type', 'actor_id', 'project_id', 'audience', 'former_audience', 'new_audience'] as const),
  ...(['subject_id', 'changes', 'happened_at'] as const),
] as const

/** Facts after a place in the log by their ids, each with what was under way when it was read. */
export function listFactsAfter(db: Db, after: number, limit: number) {
  const { oldest, next } = underWay(db)
  return db
    .selectFrom('facts')
    .select(COLUMNS)
    .select([oldest.as('oldest'), next.as('next')])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Facts between two places in the log, the second included. */
export function listFactsBetween(db: Db, after: number, upTo: number, limit: number) {
  return db
    .selectFrom('facts')
    .select(COLUMNS)
    .where('id', '>', after)
    .where('id', '<=', upTo)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** The last fact there is, with what was under way when it was read. */
export function findLastFact(db: Db) {
  const { oldest, next } = underWay(db)
  return db
    .selectFrom('facts')
    .select(['id', oldest.as('oldest'), next.as('next')])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function findFirstId(db: Db): Promise<number | undefined> {
  return (await db.selectFrom('facts').select('id').orderBy('id').limit(1).executeTakeFirst())?.id
}

/** What happened to memberships after a place in the log, settled or not. */
export function listMembershipFactsAfter(db: Db, after: number) {
  const facts = db
    .selectFrom('facts')
    .select(COLUMNS)
    .where('type', 'in', ['project.member_added', 'project.member_removed', 'project.deleted'])
  return readInParts(after, (last, limit) => facts.where('id', '>', last).orderBy('id').limit(limit).execute())
}

/** What happened to the members of some projects up to a place in the log. */
export function listMembershipFactsOf(db: Db, projects: readonly number[], upTo: number) {
  const facts = db
    .selectFrom('facts')
    .select(COLUMNS)
    .where('subject_type', '=', 'project')
    .where(({ ref }) => idIn(db, ref('subject_id'), projects))
    .where('type', 'in', ['project.member_added', 'project.member_removed'])
    .where('id', '<=', upTo)
  return readInParts(0, (last, limit) => facts.where('id', '>', last).orderBy('id').limit(limit).execute())
}
