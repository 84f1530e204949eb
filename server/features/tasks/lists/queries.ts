import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely'
import type { Viewer } from '../../../access/viewer.ts'
import { type Reach, visibleTasks } from '../../../access/visible.ts'
import { matchesWords } from '../../../platform/database/full-text.ts'
import { countUpTo, type Slice, sliced } from '../../../platform/database/paging.ts'
import { type Start, topIds } from '../../../platform/database/top-rows.ts'
import type { Reader, Tables } from '../../../tables/tables.ts'
import { overdueLimits } from '../fields/dates.ts'
import { SHOWN_COLUMNS } from '../fields/present.ts'
import type { TaskFilter } from './filters.ts'

/** The fields that tasks can be sorted by. Ids are counted up, so they sort like the instant of creation. */
export const SORTABLE = {
  created_at: { column: 'tasks.id' },
  id: { column: 'tasks.id' },
  updated_at: { column: 'tasks.updated_at' },
  due_date: { column: 'tasks.due_date', nullable: true },
  start_date: { column: 'tasks.start_date', nullable: true },
  completed_at: { column: 'tasks.completed_at', nullable: true },
  priority: { column: 'tasks.priority' },
  status: { column: 'tasks.status' },
  title: { column: 'tasks.title_key' },
  position: { column: 'tasks.position' },
}

/** What a list is made from: whose, how far, and which. `timezone` decides when a plain date is over. */
export type TaskSelection = { viewer: Viewer; reach: Reach; filter: TaskFilter; timezone: string }

export function listTasks(db: Reader, selection: TaskSelection, slice: Slice) {
  const starts = startsOf(selection)
  if (!starts) return sliced(selected(db, selection).select(SHOWN_COLUMNS), slice).execute()
  const ids = topIds(db, 'tasks', starts, slice, (tasks) => filtered(db, selection, tasks as never) as never)
  const tasks = db.selectFrom('tasks').select(SHOWN_COLUMNS).where(sql<SqlBool>`tasks.id in (${ids})`)
  return sliced(tasks, { ...slice, after: undefined }).execute()
}

/**
 * Where in the indexes the list starts from; together they hold all that the viewer may see. undefined where the
 * list starts from everything, or from the words that it searches.
 */
function startsOf({ viewer, reach, filter }: TaskSelection): Start[] | undefined {
  if ((reach === 'all' && viewer.isAdmin) || filter.words) return undefined
  const { projects } = filter
  const ids = projects?.filter((project) => project !== null)
  const isPrivate = !projects || projects.includes(null)
  const scopes = viewer.scopes.filter((scope) => (scope < 0 ? isPrivate : !ids || ids.includes(scope)))
  const home = { column: 'tasks.scope', values: scopes }
  return isPrivate ? [home, { column: 'tasks.guest', values: [viewer.id] }] : [home]
}

export function countTasks(db: Reader, selection: TaskSelection, limit: number) {
  return countUpTo(db, selected(db, selection), limit)
}

export async function findTimezone(db: Reader, userId: number): Promise<string> {
  const profile = await db.selectFrom('profiles').select('timezone').where('user_id', '=', userId).executeTakeFirst()
  return profile?.timezone ?? 'UTC'
}

function selected(db: Reader, selection: TaskSelection) {
  return filtered(db, selection, visibleTasks(db, selection.viewer, selection.reach))
}

type TaskQuery = ReturnType<typeof visibleTasks>

function filtered(db: Reader, { viewer, reach, filter, timezone }: TaskSelection, query: TaskQuery): TaskQuery {
  const { statuses, priorities, categories, projects, assignees, creators, dueBefore, dueAfter, overdue, words } =
    filter
  let tasks = query
  if (statuses) tasks = tasks.where('tasks.status', 'in', statuses.length > 0 ? statuses : [sql<never>`null`])
  if (priorities) tasks = tasks.where('tasks.priority', 'in', priorities)
  if (categories) tasks = tasks.where((eb) => isOneOf(eb, 'tasks.category_id', categories))
  if (projects) tasks = tasks.where((eb) => isOneOf(eb, 'tasks.project_id', projects))
  if (assignees) tasks = tasks.where((eb) => isOneOf(eb, 'tasks.assigned_to', assignees))
  if (creators) tasks = tasks.where((eb) => isOneOf(eb, 'tasks.created_by', creators))
  if (dueBefore) tasks = tasks.where('tasks.due_date', '<', dueBefore)
  if (dueAfter) tasks = tasks.where('tasks.due_date', '>=', dueAfter)
  if (overdue !== undefined) tasks = tasks.where((eb) => isOverdue(eb, overdue, timezone))
  if (words) {
    const scopes = reach === 'all' && viewer.isAdmin ? undefined : searchScopesOf(viewer)
    tasks = words.length > 0 ? tasks.where(matchesWords(db, 'tasks', words, scopes)) : tasks.where(sql<SqlBool>`1 = 0`)
  }
  return tasks
}

type Tasks = ExpressionBuilder<Tables, 'tasks'>
type Reference = 'tasks.category_id' | 'tasks.project_id' | 'tasks.assigned_to' | 'tasks.created_by'

function isOneOf(eb: Tasks, column: Reference, values: readonly (number | null)[]) {
  const ids = values.filter((value) => value !== null)
  const conditions: ExpressionWrapper<Tables, 'tasks', SqlBool>[] = []
  if (ids.length > 0) conditions.push(eb(column, 'in', ids))
  if (ids.length < values.length) conditions.push(eb(column, 'is', null))
  return eb.or(conditions)
}

function isOverdue(eb: Tasks, overdue: boolean, timezone: string) {
  const { now, today } = overdueLimits(timezone)
  const isPlain = sql<SqlBool>`length(tasks.due_date) = 10`
  const isInstant = sql<SqlBool>`length(tasks.due_date) > 10`
  const isOpen = eb('tasks.status', 'in', ['pending', 'in_progress'])
  const isPast = eb.or([
    eb.and([isPlain, eb('tasks.due_date', '<', today)]),
    eb.and([isInstant, eb('tasks.due_date', '<', now)]),
  ])
  if (overdue) return eb.and([isOpen, isPast])
  return eb.or([eb.not(isOpen), eb('tasks.due_date', 'is', null), eb.not(isPast)])
}

/** The scopes under which the index holds what a viewer may see. */
function searchScopesOf(viewer: Viewer): string[] {
  return [`u${viewer.id}`, `a${viewer.id}`, ...[...viewer.projects.keys()].map((id) => `p${id}`)]
}
