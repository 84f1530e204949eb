import { countUpTo, type Slice, sliced } from '../../../platform/database/queries/paging.ts'
import type { Reader } from '../../../tables/tables.ts'

/** The facts about a task, with the names of those who made them, as far as they still exist. */
export function listActivity(db: Reader, taskId: number, slice: Slice) {
  const facts = db
    .selectFrom('facts')
    .leftJoin('users', 'users.id', 'facts.actor_id')
    .leftJoin('profiles', 'profiles.user_id', 'facts.actor_id')
    .select(['facts.id', 'facts.type', 'facts.changes', 'facts.happened_at'])
    .select(['users.id as actor_id', 'users.username', 'profiles.display_name'])
    .where('facts.subject_type', '=', 'task')
    .where('facts.subject_id', '=', taskId)
  return sliced(facts, slice).execute()
}

export function countActivity(db: Reader, taskId: number, limit: number): Promise<number> {
  const facts = db.selectFrom('facts').where('subject_type', '=', 'task').where('subject_id', '=', taskId)
  return countUpTo(db, facts, limit)
}
