import { type Scope, scopeOf, userScope } from '../tables/scope.ts'
import type { TaskRow } from '../tables/tables.ts'

export type AudienceColumns = Pick<TaskRow, 'project_id' | 'owner_id' | 'assigned_to' | 'outside_assignee'>

/** The user who sees the task only because it is assigned to them: the column `shown_to`. */
export function shownTo({
  owner_id,
  assigned_to,
  outside_assignee,
}: Omit<AudienceColumns, 'project_id'>): number | null {
  if (owner_id === null) return outside_assignee
  return assigned_to === owner_id ? null : assigned_to
}

/** The scopes that see a task: its project or its owner, and the user in `shown_to`. */
export function audienceOf(task: AudienceColumns): Scope[] {
  const scope = scopeOf(task)
  const assignee = shownTo(task)
  return assignee === null ? [scope] : [scope, userScope(assignee)]
}
