import type { Viewer } from '../../../access/viewer.ts'
import { countUpTo, type Slice, sliced } from '../../../platform/database/queries/paging.ts'
import { listsAny } from '../../../platform/database/queries/sql.ts'
import type { Reader } from '../../../tables/tables.ts'

/** The facts about a task that the viewer could learn of, with the names of those who made them, as far as they still exist. */
export function listActivity(db: Reader, viewer: Viewer, taskId: number, slice: Slice) {
  const facts = visibleFacts(db, viewer, taskId)
    .leftJoin('users', 'users.id', 'facts.actor_id')
    .leftJoin('profiles', 'profiles.user_id', 'facts.actor_id')
    .select(['facts.id', 'facts.type', 'facts.changes', 'facts.happened_at'])
    .select(['facts.audience', 'facts.former_audience', 'facts.new_audience'])
    .select(['users.id as actor_id', 'users.username', 'profiles.display_name'])
  return sliced(facts, slice).execute()
}

export function countActivity(db: Reader, viewer: Viewer, taskId: number, limit: number): Promise<number> {
  return countUpTo(db, visibleFacts(db, viewer, taskId), limit)
}

/** A fact shows to the scopes that saw the task then; an administrator sees all. */
function visibleFacts(db: Reader, { isAdmin, scopes }: Viewer, taskId: number) {
  return db
    .selectFrom('facts')
    .where('facts.subject_type', '=', 'task')
    .where('facts.subject_id', '=', taskId)
    .$if(!isAdmin, (query) => query.where(({ ref }) => listsAny(db, ref('facts.audience'), scopes)))
}
