import type { TaskRow } from '../../../tables/tables.ts'

export type TaskHome = Pick<TaskRow, 'project_id' | 'owner_id' | 'assigned_to'>

/** The scopes that see a task: its project; or its owner, and whom they gave it to. */
export function audienceOf({ project_id, owner_id, assigned_to }: TaskHome): number[] {
  if (project_id !== null) return [project_id]
  const owner = owner_id as number
  return assigned_to === null || assigned_to === owner ? [-owner] : [-owner, -assigned_to]
}
