import { type AudienceColumns, shownTo } from '../../../access/task-audience.ts'
import { searchTerms } from '../../../platform/database/queries/full-text.ts'
import { storedDate } from '../../../platform/http/requests/dates.ts'
import { fieldProblem, invalidField } from '../../../platform/problem.ts'
import { storedName } from '../../../platform/text/names.ts'
import { indexedWords } from '../../../platform/text/search-words.ts'
import { sortKey } from '../../../platform/text/sort-key.ts'
import type { TaskRow, TaskStatus } from '../../../tables/tables.ts'
import { endPosition, rankAt } from '../order/ranks.ts'
import { LONGEST_TITLE, type TaskInput } from '../schema.ts'
import { priorityRank } from './priorities.ts'
import { statusFrom } from './statuses.ts'

/** The columns that a client can set. */
export type TaskColumns = Pick<
  TaskRow,
  | 'title'
  | 'description'
  | 'status'
  | 'priority'
  | 'due_date'
  | 'start_date'
  | 'project_id'
  | 'category_id'
  | 'assigned_to'
  | 'position'
  | 'rank'
>

/** The values of fields that a PUT or a new task leaves out. */
export const DEFAULTS: Omit<TaskColumns, 'title' | 'position' | 'rank'> = {
  description: '',
  status: 'pending',
  priority: 0,
  due_date: null,
  start_date: null,
  project_id: null,
  category_id: null,
  assigned_to: null,
}

/**
 * The columns that the input sets, and no others; null means the default. `current` is the existing task, if there is
 * one. Throws a Problem for rules that a schema cannot express.
 */
export function columnsFrom(input: TaskInput, current?: Current): Partial<TaskColumns> {
  const { title, description, priority, due_date, start_date, project, category, assigned_to, position } = input
  if (description && Buffer.byteLength(description) > 65_536) {
    throw invalidField('/description', 'This must be at most 64 KiB.')
  }
  const columns: Partial<TaskColumns> = {
    // Titles from before normalisation are left unchanged when a client sends them back.
    title: title === current?.title ? undefined : title && storedName(title, LONGEST_TITLE),
    description: description === null ? DEFAULTS.description : description,
    status: statusOf(input, current?.status),
    priority: priority === null ? DEFAULTS.priority : priority && priorityRank(priority),
    due_date: due_date && storedDate(due_date, '/due_date'),
    start_date: start_date && storedDate(start_date, '/start_date'),
    project_id: project,
    category_id: category,
    assigned_to,
    ...(position !== undefined && position !== current?.position && placeAt(position)),
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}

type Current = Pick<TaskRow, 'title' | 'status' | 'position'>

/** A place in the manual order: without a position, behind all other tasks. */
export function placeAt(given?: number | null): Pick<TaskColumns, 'position' | 'rank'> {
  const position = given ?? endPosition()
  return { position, rank: rankAt(position) }
}

/**
 * Clients send back what they read with one field changed: the field that still has the task's current value is
 * ignored.
 */
function statusOf({ status: spelling, completed: isDone }: TaskInput, current?: TaskStatus): TaskStatus | undefined {
  const status = spelling === undefined ? undefined : spelling === null ? DEFAULTS.status : statusFrom(spelling)
  if (isDone === undefined) return status
  const completed = isDone ?? false
  if (current && completed === (current === 'completed')) return status ?? current
  if (status === undefined || status === current) return completed ? 'completed' : 'pending'
  if (completed === (status === 'completed')) return status
  const detail = `This contradicts the status ${JSON.stringify(spelling)}. Send one of them.`
  throw fieldProblem('invalid', 'task.status_contradicted', '/completed', detail)
}

/** The columns from which the derived columns are computed. */
export const DERIVED_FROM = [
  ...(['title', 'description', 'owner_id', 'project_id', 'assigned_to'] as const),
  'outside_assignee',
] as const

type Source = Pick<TaskRow, (typeof DERIVED_FROM)[number]>
type Derived = { title_key: string; search_terms: string }

/** The derived columns of a changed row; none if their source columns equal those of `before`. */
export const derivedChanges = (row: Source, before: Source): Partial<Derived> =>
  DERIVED_FROM.every((column) => row[column] === before[column]) ? {} : derivedColumns(row)

/** The columns that are derived from the others, for sorting and searching. */
export function derivedColumns(row: Source): Derived {
  const words = indexedWords(`${row.title}\n${row.description}`)
  return { title_key: sortKey(row.title), search_terms: searchTerms(words, searchScopes(row)) }
}

/** Who can find the row is who can see it: the members of its project or its owner, and the user in `shown_to`. */
function searchScopes(task: AudienceColumns): string[] {
  const mainScope = task.project_id === null ? `u${task.owner_id}` : `p${task.project_id}`
  const assignee = shownTo(task)
  return assignee === null ? [mainScope] : [mainScope, `a${assignee}`]
}
