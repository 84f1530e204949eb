import type { Viewer } from '../../../access/viewer.ts'
import { countUpTo, type Slice, sliced } from '../../../platform/database/queries/paging.ts'
import { listsAny } from '../../../platform/database/queries/sql.ts'
import type { Reader } from '../../../tables/tables.ts'

/** The events about a task that the viewer may see, with the names of their actors where those still exist. */
export function listActivity(db: Reader, viewer: Viewer, taskId: number, slice: Slice) {
  const events = visibleEvents(db, viewer, taskId)
    .leftJoin('users', 'users.id', 'events.actor_id')
    .leftJoin('profiles', 'profiles.user_id', 'events.actor_id')
    .select(['events.id', 'events.type', 'events.changes', 'events.happened_at'])
    .select(['events.audience', 'events.former_audience', 'events.new_audience'])
    .select(['users.id as actor_id', 'users.username', 'profiles.display_name'])
  return sliced(events, slice).execute()
}

export function countActivity(db: Reader, viewer: Viewer, taskId: number, limit: number): Promise<number> {
  return countUpTo(db, visibleEvents(db, viewer, taskId), limit)
}

/** An event is visible to the scopes that could see the task when it happened; administrators see all events. */
function visibleEvents(db: Reader, { isAdmin, scopes }: Viewer, taskId: number) {
  return db
    .selectFrom('events')
    .where('events.subject_type', '=', 'task')
    .where('events.subject_id', '=', taskId)
    .$if(!isAdmin, (query) => query.where(({ ref }) => listsAny(db, ref('events.audience'), scopes)))
}
