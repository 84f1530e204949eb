import type { TaskRow } from '../../../tables/tables.ts'
import type { Task } from '../schema.ts'
import { priorityName } from './priorities.ts'

/** The columns in a response: all but those for searching and sorting. */
export const SHOWN_COLUMNS = [
  'tasks.id',
  'tasks.uid',
  'tasks.title',
  'tasks.description',
  'tasks.status',
  'tasks.completed_at',
  'tasks.priority',
  'tasks.due_date',
  'tasks.start_date',
  'tasks.owner_id',
  'tasks.project_id',
  'tasks.category_id',
  'tasks.assigned_to',
  'tasks.created_by',
  'tasks.position',
  'tasks.rank',
  'tasks.version',
  'tasks.created_at',
  'tasks.updated_at',
] as const

export type ShownRow = Omit<TaskRow, Hidden>
/** Columns for searching, for sorting and for deciding who can see a task. */
type Hidden = 'title_key' | 'search_terms' | 'scope' | 'outside_assignee' | 'shown_to'

export function presentTask(row: ShownRow): Task {
  return {
    id: row.id,
    uid: row.uid,
    title: row.title,
    description: row.description,
    status: row.status,
    completed: row.status === 'completed',
    completed_at: row.completed_at,
    priority: priorityName(row.priority),
    due_date: row.due_date,
    start_date: row.start_date,
    project: row.project_id,
    category: row.category_id,
    assigned_to: row.assigned_to,
    created_by: row.created_by,
    position: row.position,
    rank: row.rank,
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
