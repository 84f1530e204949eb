import type { ShownRow } from './present.ts'
import { priorityName } from './priorities.ts'

type Recorded = Omit<ShownRow, 'id' | 'uid' | 'owner_id' | 'created_by' | 'version' | 'created_at' | 'updated_at'>

/** The fields of a task that events record, computed from its columns. */
export const recordedFields = (row: Recorded) => ({
  title: row.title,
  description: row.description,
  status: row.status,
  completed_at: row.completed_at,
  priority: priorityName(row.priority),
  due_date: row.due_date,
  start_date: row.start_date,
  project: row.project_id,
  category: row.category_id,
  assigned_to: row.assigned_to,
  position: row.position,
  rank: row.rank,
})
