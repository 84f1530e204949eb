import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { idInOrderFound, idsFound } from '../../../platform/database/queries/full-text.ts'
import { ordered, type Slice } from '../../../platform/database/queries/paging.ts'
import { preparedByShape } from '../../../platform/database/queries/prepared.ts'
import { idIn } from '../../../platform/database/queries/sql.ts'
import {
  collectedRows,
  isByOneField,
  MAX_SORTED,
  ofPage,
  requireAll,
  type Start,
  topN,
} from '../../../platform/database/queries/top-n.ts'
import type { Reader } from '../../../tables/tables.ts'
import { SHOWN_COLUMNS, type ShownRow } from '../fields/present.ts'
import {
  filtered,
  foundMatchesArchived,
  inIndexOrder,
  isOneOf,
  isProjectArchived,
  type Parameters,
  visible,
} from './conditions.ts'
import { isByAge } from './plan.ts'
import { type ListShape, type ListValues, shapeOf, type TaskSelection, valuesOf } from './shape.ts'

/** The fields that tasks can be sorted by. Ids are ascending, so they sort like the instant of creation. */
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
  position: { column: 'tasks.rank' },
}

/**
 * Tasks of a list, one more than the slice if the list continues, and the total if it was requested: a number above
 * `countLimit` means "more".
 */
type FoundTasks = { rows: ShownRow[]; total: number | undefined }

/** Which tasks to find, and how far to count them; without `countLimit` they are not counted. */
type TaskListQuery = { selection: TaskSelection; slice: Slice; countLimit: number | undefined }

export async function listTasks(db: Reader, query: TaskListQuery): Promise<FoundTasks> {
  const { selection, slice, countLimit } = query
  const shape = shapeOf(db, selection, slice, countLimit)
  const values = { ...(await valuesOf(db, selection, slice)), limit: countLimit ?? 0 }
  switch (shape.plan) {
    case 'index':
      return withTotal(await rowsInOrder(db, shape, values))
    case 'search':
      return withTotal(await rowsFound(db, shape, values))
    case 'sort':
      return sortTasks(db, query, shape, values)
  }
}

/** Sorts the tasks that are found. If there are many, reads them in the order of an index after all, if one has it. */
async function sortTasks(
  db: Reader,
  { selection, slice, countLimit }: TaskListQuery,
  shape: ListShape,
  values: ListValues,
): Promise<FoundTasks> {
  const { order, offset, after } = slice
  const hasIndex = isByAge(order) || (isByOneField(order) && shape.starts && !shape.search)
  const sortable = hasIndex ? MANY : MAX_SORTED
  const rows = await rowsFound(db, shape, { ...values, limit: sortable + 1 })
  // If there are many, only some were found, and possibly none of a later part.
  const isFirstPart = offset === 0 && !after
  const found = rows[0]?.found ?? (isFirstPart ? 0 : await countTasks(db, selection, values, sortable + 1))
  if (!hasIndex || found <= sortable) return withTotal(requireAll(rows))
  const [inOrder, total] = await Promise.all([
    rowsInOrder(db, shape, values),
    countLimit === undefined || found >= countLimit ? found : countTasks(db, selection, values, countLimit),
  ])
  return { rows: inOrder, total }
}

/** If there are more than this, reading in the order of an index fills a page quickly. */
const MANY = 2_000

/** Each row carries the total. Without rows there are none, or the page is beyond the last one. */
const withTotal = (rows: (ShownRow & { found?: number })[]): FoundTasks => ({
  rows,
  total: rows[0] ? rows[0].found : 0,
})

async function countTasks(
  db: Reader,
  selection: TaskSelection,
  values: ListValues,
  countLimit: number,
): Promise<number> {
  const [counted] = await taskCount(db, shapeOf(db, selection, undefined, countLimit), { ...values, limit: countLimit })
  return counted?.count ?? 0
}

const rowsInOrder = preparedByShape<Reader, ListValues, ListShape, ShownRow & { found?: number }>(
  (db, parameter, shape) => {
    const slice = sliceOf(parameter, shape)
    const tasks = inIndexOrder(
      db,
      parameter,
      shape,
      shape.starts === 'scopes' ? db.selectFrom('tasks') : visible(db, parameter, shape),
    )
    const page = topN(
      db,
      { table: 'tasks', rows: tasks, starts: startsOf(db, parameter, shape) },
      { ...slice, order: orderFound(db, shape, slice) },
    )
    const shown = db.selectFrom('tasks').select(SHOWN_COLUMNS)
    const total = shape.isCounted ? [sql<number>`(${countOf(db, parameter, shape)})`.as('found')] : []
    return ofPage(shown.select(total), 'tasks', page, slice)
  },
)

const rowsFound = preparedByShape<Reader, ListValues, ListShape, ShownRow & { found: number }>(
  (db, parameter, shape) => {
    const slice = sliceOf(parameter, shape)
    const { rows, order } = shape.isFullTextOnly
      ? { rows: wordsFound(db, parameter, shape), order: slice.order }
      : { rows: filtered(db, parameter, shape, visible(db, parameter, shape)), order: orderFound(db, shape, slice) }
    const found = shape.plan === 'search' ? ordered(rows, order) : rows
    const page = collectedRows(db, { table: 'tasks', rows: found }, parameter('limit') as RawBuilder<number>, slice)
    // The index holds the words of a task by who may see it; visibility is checked again nevertheless.
    const shown = shape.isFullTextOnly ? visible(db, parameter, shape) : db.selectFrom('tasks')
    return ofPage(shown.select([...SHOWN_COLUMNS, sql<number>`page.found`.as('found')]), 'tasks', page, slice)
  },
)

/** A search may return its rows by age, with the ids under a name of its own. */
function orderFound(db: Reader, { search }: ListShape, { order }: Slice): Slice['order'] {
  const column = search === 'some' ? idInOrderFound(db, 'tasks') : undefined
  return column ? order.map((term) => ({ ...term, column })) : order
}

const taskCount = preparedByShape<Reader, ListValues, ListShape, { count: number }>(countOf)

function countOf(db: Reader, parameter: Parameters, shape: ListShape) {
  const parts = countedParts(db, parameter, shape).map((tasks) => {
    const found = tasks.select(sql`1`.as('one'))
    return sql`select one from ${found.limit(parameter('limit') as RawBuilder<number>)} as part`
  })
  const counted = sql<{ one: number }>`(${sql.join(parts, sql` union all `)})`.as('counted')
  return db.selectFrom(counted).select(({ fn }) => fn.countAll<number>().as('count'))
}

/** The tasks to count, in disjoint parts, each served by an index of its own. */
export function countedParts(db: Reader, parameter: Parameters, shape: ListShape) {
  if (shape.isFullTextOnly) return [wordsFound(db, parameter, shape)]
  const starts = shape.search ? undefined : startsOf(db, parameter, shape)
  if (!starts) return [filtered(db, parameter, shape, visible(db, parameter, shape))]
  const tasks = shape.starts === 'scopes' ? db.selectFrom('tasks') : visible(db, parameter, shape)
  return starts.map((start) => {
    const column = sql.ref<number>(start.column)
    const inRange = 'value' in start ? sql<SqlBool>`${column} = ${start.value}` : idIn(db, column, start.values)
    const rows = tasks.where(inRange)
    return filtered(db, parameter, shape, start.only ? rows.where(start.only) : rows)
  })
}

function wordsFound(db: Reader, parameter: Parameters, { archived }: ListShape) {
  const found = idsFound(db, 'tasks', parameter('search') as RawBuilder<string>)
  return archived === undefined ? found : found.where(foundMatchesArchived(parameter, archived))
}

function sliceOf(parameter: Parameters, { slice }: ListShape): Slice {
  if (!slice) throw new Error('a list has a slice')
  return { ...slice, after: slice.after?.map((isNull, index) => (isNull ? null : parameter(`after${index}`))) }
}

function startsOf(
  db: Reader,
  parameter: Parameters,
  { starts, scopes, withAssigned, projects, archived }: ListShape,
): Start[] | undefined {
  if (!starts) return undefined
  const viewer = parameter('viewer') as RawBuilder<number>
  if (starts === 'assignee')
    return [{ column: 'tasks.assigned_to', value: parameter('assignees') as RawBuilder<number> }]
  const column = 'tasks.scope'
  const startScopes = parameter('starts')
  const scopeRange: Start =
    scopes === 'one'
      ? { column, value: startScopes as RawBuilder<number> }
      : { column, values: startScopes as RawBuilder<readonly number[]> }
  if (!withAssigned) return [scopeRange]
  const isSelected = projects && isOneOf(db, parameter, projects, sql.ref('tasks.project_id'))
  const isArchivedAsSelected = archived === undefined ? undefined : isProjectArchived(archived)
  const only =
    isSelected && isArchivedAsSelected
      ? sql<SqlBool>`(${isSelected} and ${isArchivedAsSelected})`
      : (isSelected ?? isArchivedAsSelected)
  return [scopeRange, { column: 'tasks.shown_to', value: viewer, only }]
}
