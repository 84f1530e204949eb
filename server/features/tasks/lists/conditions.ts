import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { visibleTasks } from '../../../access/visibility.ts'
import { whereMatches } from '../../../platform/database/queries/full-text.ts'
import type { ParameterOf } from '../../../platform/database/queries/prepared.ts'
import { idIn, textIn, unindexed } from '../../../platform/database/queries/sql.ts'
import type { Scope } from '../../../tables/scope.ts'
import type { Reader, Tables } from '../../../tables/tables.ts'
import { BOUNDS, type BoundName } from './date-filters.ts'
import type { ListShape, ListValues, SetFilter, SetName } from './shape.ts'

/** The placeholders for the values of a list's statement. */
export type Parameters = ParameterOf<ListValues>

/**
 * The tasks that the viewer can see. A search starts from its words, and a list of ids from the ids: the visibility
 * condition is then written so that no index serves it.
 */
export function visible(db: Reader, parameter: Parameters, { reach, search, sets }: ListShape) {
  const visibility = {
    id: parameter('viewer') as RawBuilder<number>,
    projectIds: [],
    scopes: parameter('scopes') as RawBuilder<readonly Scope[]>,
    isAdmin: reach === 'all',
  }
  const isFoundOtherwise = search !== undefined || sets.some(({ name }) => name === 'ids')
  return isFoundOtherwise ? visibleTasks(db, visibility, reach, UNINDEXED) : visibleTasks(db, visibility, reach)
}

const UNINDEXED = { scope: unindexed.number('tasks.scope'), shownTo: unindexed.number('tasks.shown_to') }

type TaskQuery<O> = SelectQueryBuilder<Tables, 'tasks', O>

/**
 * Adds the filter to rows that are read in the order of an index. The conditions are written so that the planner does
 * not choose another index and then has to sort.
 */
export function inIndexOrder<O>(
  db: Reader,
  parameter: Parameters,
  shape: ListShape,
  query: TaskQuery<O>,
): TaskQuery<O> {
  const [first] = shape.slice?.order ?? []
  const dateColumns = Object.fromEntries(
    DATE_COLUMNS.map((name) => [name, `tasks.${name}` === first?.column ? COLUMNS[name] : unindexedDate(name)]),
  )
  const columns = {
    ...COLUMNS,
    ...dateColumns,
    ...(shape.plan === 'sort' && {
      categories: unindexed.number('tasks.category_id'),
      creators: unindexed.number('tasks.created_by'),
    }),
  }
  return matching(db, parameter, shape, whereAll(query, conditionsOf(db, parameter, shape, columns)))
}

/** Adds the filter to the query. */
export const filtered = <O>(db: Reader, parameter: Parameters, shape: ListShape, query: TaskQuery<O>): TaskQuery<O> =>
  matching(db, parameter, shape, whereAll(query, conditionsOf(db, parameter, shape, COLUMNS)))

/** The conditions of the filter on columns of a task. */
function conditionsOf(db: Reader, parameter: Parameters, shape: ListShape, columns: Columns): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = shape.sets.map((set) => isOneOf(db, parameter, set, columns[set.name]))
  for (const name of shape.bounds) conditions.push(isWithin(parameter, name, BOUNDS[name], columns))
  if (shape.due) conditions.push(isDue(parameter, shape.due))
  if (shape.overdue !== undefined) conditions.push(isOverdue(parameter, shape.overdue))
  const isAlreadyFiltered =
    shape.starts === 'scopes' && shape.plan === 'index' && !shape.search && shape.reach !== 'all'
  if (shape.archived !== undefined && !isAlreadyFiltered)
    conditions.push(matchesArchived(parameter, shape, shape.archived))
  if (shape.search === 'none') conditions.push(sql`1 = 0`)
  return conditions
}

const whereAll = <O>(query: TaskQuery<O>, conditions: Expression<SqlBool>[]): TaskQuery<O> =>
  conditions.reduce((rows, condition) => rows.where(condition), query)

/** Adds the words that are searched for, if any. */
const matching = <O>(db: Reader, parameter: Parameters, { search }: ListShape, query: TaskQuery<O>): TaskQuery<O> =>
  search === 'some' ? whereMatches(db, query, 'tasks', parameter('search') as RawBuilder<string>) : query

type DateColumn = (typeof DATE_COLUMNS)[number]
const DATE_COLUMNS = ['due_date', 'start_date', 'completed_at', 'updated_at'] as const

type Columns = Record<SetName | DateColumn, RawBuilder<unknown>>
const COLUMNS: Columns = {
  statuses: sql.ref('tasks.status'),
  priorities: sql.ref('tasks.priority'),
  categories: sql.ref('tasks.category_id'),
  projects: sql.ref('tasks.project_id'),
  assignees: sql.ref('tasks.assigned_to'),
  creators: sql.ref('tasks.created_by'),
  ids: sql.ref('tasks.id'),
  due_date: sql.ref('tasks.due_date'),
  start_date: sql.ref('tasks.start_date'),
  completed_at: sql.ref('tasks.completed_at'),
  updated_at: sql.ref('tasks.updated_at'),
}

export function isOneOf(
  db: Reader,
  parameter: Parameters,
  { name, size, orNull }: SetFilter,
  expression: RawBuilder<unknown>,
) {
  const column = expression as RawBuilder<never>
  const values = parameter(name) as RawBuilder<never>
  const isAmong = () => {
    if (size === 'none') return sql<SqlBool>`1 = 0`
    if (size === 'one') return sql<SqlBool>`${column} = ${values}`
    return name === 'statuses' ? textIn(db, column, values) : idIn(db, column, values)
  }
  return orNull ? sql<SqlBool>`(${isAmong()} or ${column} is null)` : isAmong()
}

/** A plain date is compared with a day, an instant with an instant; the range of the index covers both. */
export function isWithin(
  parameter: Parameters,
  name: BoundName | `due${number}_${'from' | 'before'}`,
  { column, side }: { column: DateColumn; side: '<' | '>=' },
  columns: Partial<Pick<Columns, DateColumn>>,
): Expression<SqlBool> {
  const compare = sql.raw(side)
  const instant = parameter(`${name}_instant`)
  if (column === 'completed_at' || column === 'updated_at')
    return sql<SqlBool>`${columns[column]} ${compare} ${instant}`
  const date = sql.ref(`tasks.${column}`)
  const exact = sql`${date} ${compare} case length(${date}) when 10 then ${parameter(`${name}_day`)} else ${instant} end`
  return sql<SqlBool>`(${columns[column]} ${compare} ${parameter(`${name}_edge`)} and ${exact})`
}

function isDue(parameter: Parameters, parts: NonNullable<ListShape['due']>): Expression<SqlBool> {
  const columns = { ...COLUMNS, due_date: unindexedDate('due_date') }
  const alternatives = parts.map((part, index) => {
    if (part === 'overdue') return isOverdue(parameter, true)
    if (part === 'none') return sql<SqlBool>`${columns.due_date} is null`
    const from = isWithin(parameter, `due${index}_from`, { column: 'due_date', side: '>=' }, columns)
    const before = isWithin(parameter, `due${index}_before`, { column: 'due_date', side: '<' }, columns)
    return sql<SqlBool>`(${from} and ${before})`
  })
  return sql<SqlBool>`(${sql.join(alternatives, sql` or `)})`
}

/**
 * Scopes already select the viewer's projects; this adds the condition for tasks that are visible for another reason.
 */
function matchesArchived(parameter: Parameters, { reach }: ListShape, archived: boolean): Expression<SqlBool> {
  if (reach === 'all') return isProjectArchived(archived)
  return sql<SqlBool>`(tasks.shown_to is null or tasks.shown_to <> ${parameter('viewer')} or ${isProjectArchived(archived)})`
}

/** The same for the ids that a search has found, whose other columns have not been read. */
export function foundMatchesArchived(parameter: Parameters, archived: boolean): Expression<SqlBool> {
  const unwanted = sql`select tasks.id from tasks where tasks.shown_to = ${parameter('viewer')} and ${isProjectArchived(!archived)}`
  return sql<SqlBool>`tasks.id not in (${unwanted})`
}

/**
 * Whether the project of a task is archived; false for a private task. Written as `exists`, PostgreSQL would scan
 * projects.
 */
export function isProjectArchived(archived: boolean): RawBuilder<SqlBool> {
  const archivedAt = sql`(select projects.archived_at from projects where projects.id = tasks.project_id)`
  return archived ? sql<SqlBool>`${archivedAt} is not null` : sql<SqlBool>`${archivedAt} is null`
}

export function isOverdue(parameter: Parameters, overdue: boolean): Expression<SqlBool> {
  // One comparison: SQLite runs a separate search for each arm of an `or`, with a scan for each.
  const isPast = sql`tasks.due_date < case length(tasks.due_date) when 10 then ${parameter('today')} else ${parameter('now')} end`
  const isOpen = sql`tasks.status in ('pending', 'in_progress')`
  return overdue
    ? sql<SqlBool>`(${isOpen} and ${isPast})`
    : sql<SqlBool>`(not ${isOpen} or tasks.due_date is null or not ${isPast})`
}

const unindexedDate = (column: DateColumn): RawBuilder<unknown> =>
  (column === 'due_date' || column === 'start_date' ? unindexed.text : unindexed.instant)(`tasks.${column}`)
