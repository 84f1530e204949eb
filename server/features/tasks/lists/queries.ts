import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { visibleTasks } from '../../../access/visible.ts'
import { idInOrderFound, whereMatches } from '../../../platform/database/queries/full-text.ts'
import { ordered, type Slice } from '../../../platform/database/queries/paging.ts'
import { type ParameterOf, preparedByShape } from '../../../platform/database/queries/prepared.ts'
import { idIn, textIn } from '../../../platform/database/queries/sql.ts'
import {
  collectedRows,
  isByOneField,
  MOST_SORTED,
  ofPage,
  requireAll,
  type Start,
  topRows,
} from '../../../platform/database/queries/top-rows.ts'
import type { Reader, Tables } from '../../../tables/tables.ts'
import { SHOWN_COLUMNS, type ShownRow } from '../fields/present.ts'
import {
  type ListShape,
  type ListValues,
  MOST_FOUND,
  type SetName,
  shapeOf,
  type TaskSelection,
  valuesOf,
} from './shape.ts'

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

/** Tasks of a list, one more than its slice where it goes on, and how many there are in all where that was asked for. */
export type FoundTasks = { rows: ShownRow[]; total: number | undefined }

/** The tasks of a selection in a slice. They are counted no further than `most`, and without it not at all. */
type Asked = { selection: TaskSelection; slice: Slice; most: number | undefined }

export async function listTasks(db: Reader, asked: Asked): Promise<FoundTasks> {
  const { selection, slice, most } = asked
  const shape = shapeOf(db, selection, slice, most !== undefined)
  const values = { ...valuesOf(db, selection, slice), limit: most ?? 0 }
  if (shape.isCollected) return collectTasks(db, asked, shape, values)
  return withTotal(await taskList(db, shape, values), most)
}

async function collectTasks(
  db: Reader,
  { selection, slice, most }: Asked,
  shape: ListShape,
  values: ListValues,
): Promise<FoundTasks> {
  if (shape.isFoundInOrder) return withTotal(await collectedList(db, shape, { ...values, limit: MOST_FOUND + 1 }), most)
  const { order, offset, after } = slice
  const canBeWalked = order[0]?.column === 'tasks.id' || (isByOneField(order) && shape.starts && !shape.search)
  const collectable = canBeWalked ? MANY : MOST_SORTED
  const rows = await collectedList(db, shape, { ...values, limit: collectable + 1 })
  // Of many only some were collected, and none of these may be in a later part.
  const isFirstPart = offset === 0 && !after
  const found = rows[0]?.found ?? (isFirstPart ? 0 : await countTasks(db, selection, collectable + 1))
  if (!canBeWalked || found <= collectable) return withTotal(requireAll(rows), most)
  const [walkedRows, total] = await Promise.all([
    taskList(db, { ...shape, isCounted: false }, values),
    most === undefined || found >= most ? found : countTasks(db, selection, most),
  ])
  return { rows: walkedRows, total }
}

/** Of so many, a page is soon met by whoever walks in its order. */
const MANY = 2_000

/** Each row tells how many were found; without rows there are none, or their page is beyond the last. */
function withTotal(rows: (ShownRow & { found?: number })[], most: number | undefined): FoundTasks {
  return { rows, total: most === undefined ? undefined : Math.min(rows[0]?.found ?? 0, most) }
}

async function countTasks(db: Reader, selection: TaskSelection, most: number): Promise<number> {
  const values = { ...valuesOf(db, selection, undefined), limit: most }
  const [counted] = await taskCount(db, shapeOf(db, selection, undefined, true), values)
  return counted?.count ?? 0
}

type Parameters = ParameterOf<ListValues>

const taskList = preparedByShape<Reader, ListValues, ListShape, ShownRow & { found?: number }>((db, of, shape) => {
  const slice = sliceOf(of, shape)
  const tasks = walked(db, of, shape, shape.starts === 'scopes' ? db.selectFrom('tasks') : seen(db, of, shape))
  const page = topRows(db, 'tasks', tasks, startsOf(of, shape), { ...slice, order: orderFound(db, shape, slice) })
  const shown = db.selectFrom('tasks').select(SHOWN_COLUMNS)
  const total = shape.isCounted ? [sql<number>`(${countOf(db, of, shape)})`.as('found')] : []
  return ofPage(shown.select(total), 'tasks', page, slice)
})

const collectedList = preparedByShape<Reader, ListValues, ListShape, ShownRow & { found: number }>((db, of, shape) => {
  const slice = sliceOf(of, shape)
  const tasks = narrowed(db, of, shape, seen(db, of, shape))
  const found = shape.isFoundInOrder ? ordered(tasks, orderFound(db, shape, slice)) : tasks
  const page = collectedRows(db, 'tasks', found, of('limit') as RawBuilder<number>, slice)
  const shown = db.selectFrom('tasks').select(SHOWN_COLUMNS)
  return ofPage(shown.select(sql<number>`page.found`.as('found')), 'tasks', page, slice)
})

/** A search may yield its rows by age, under a name of its own for their ids. */
function orderFound(db: Reader, { search }: ListShape, { order }: Slice): Slice['order'] {
  const column = search === 'some' ? idInOrderFound(db, 'tasks') : undefined
  return column ? order.map((term) => ({ ...term, column })) : order
}

const taskCount = preparedByShape<Reader, ListValues, ListShape, { count: number }>(countOf)

function countOf(db: Reader, of: Parameters, shape: ListShape) {
  const parts = countedParts(db, of, shape).map((tasks) => {
    const found = narrowed(db, of, shape, tasks).select(sql`1`.as('one'))
    return sql`select one from ${found.limit(of('limit') as RawBuilder<number>)} as part`
  })
  const counted = sql<{ one: number }>`(${sql.join(parts, sql` union all `)})`.as('counted')
  return db.selectFrom(counted).select(({ fn }) => fn.countAll<number>().as('count'))
}

/** What is counted, in parts that have no task in common: each is served by an index of its own. */
function countedParts(db: Reader, of: Parameters, shape: ListShape) {
  const starts = shape.search ? undefined : startsOf(of, shape)
  if (!starts) return [seen(db, of, shape)]
  const tasks = shape.starts === 'scopes' ? db.selectFrom('tasks') : seen(db, of, shape)
  return starts.map((start) => {
    const column = sql.ref<number>(start.column)
    const isThere = 'value' in start ? sql<SqlBool>`${column} = ${start.value}` : idIn(db, column, start.values)
    return tasks.where(isThere)
  })
}

function sliceOf(of: Parameters, { slice }: ListShape): Slice {
  if (!slice) throw new Error('a list has a slice')
  return { ...slice, after: slice.after?.map((isNull, index) => (isNull ? null : of(`after${index}`))) }
}

function startsOf(of: Parameters, { starts, scopes, withGuests }: ListShape): Start[] | undefined {
  if (!starts) return undefined
  const viewer = of('viewer') as RawBuilder<number>
  if (starts === 'assignee') return [{ column: 'tasks.assigned_to', value: of('assignees') as RawBuilder<number> }]
  const column = 'tasks.scope'
  const home = of('starts')
  const homes: Start =
    scopes === 'one'
      ? { column, value: home as RawBuilder<number> }
      : { column, values: home as RawBuilder<readonly number[]> }
  return withGuests ? [homes, { column: 'tasks.guest', value: viewer }] : [homes]
}

/** What the viewer sees. A search starts from its words: what else would lead to its rows is written so that no index does. */
function seen(db: Reader, of: Parameters, { reach, search }: ListShape) {
  const sight = {
    id: of('viewer') as RawBuilder<number>,
    projectIds: [],
    scopes: of('scopes') as RawBuilder<readonly number[]>,
    isAdmin: reach === 'all',
  }
  return search ? visibleTasks(db, sight, reach, UNINDEXED) : visibleTasks(db, sight, reach)
}

const UNINDEXED = { scope: sql<number>`(tasks.scope + 0)`, guest: sql<number>`(tasks.guest + 0)` }

type TaskQuery<O> = SelectQueryBuilder<Tables, 'tasks', O>

/** What is asked for, among rows that are walked in their order: no condition may tempt into another index, and to sort. */
function walked<O>(db: Reader, of: Parameters, shape: ListShape, query: TaskQuery<O>): TaskQuery<O> {
  const isByDueDate = shape.slice?.order[0]?.column === 'tasks.due_date'
  return narrowed(db, of, shape, query, {
    ...COLUMNS,
    due: isByDueDate ? COLUMNS.due : sql`(tasks.due_date || '')`,
    ...(shape.isCollected && { categories: sql`(tasks.category_id + 0)`, creators: sql`(tasks.created_by + 0)` }),
  })
}

function narrowed<O>(db: Reader, of: Parameters, shape: ListShape, query: TaskQuery<O>, columns = COLUMNS) {
  const conditions: Expression<SqlBool>[] = shape.sets.map((set) => isOneOf(db, of, set, columns[set.name]))
  if (shape.dueBefore) conditions.push(sql`${columns.due} < ${of('dueBefore')}`)
  if (shape.dueAfter) conditions.push(sql`${columns.due} >= ${of('dueAfter')}`)
  if (shape.overdue !== undefined) conditions.push(isOverdue(of, shape.overdue))
  if (shape.search === 'none') conditions.push(sql`1 = 0`)
  const narrower = conditions.reduce((rows, condition) => rows.where(condition), query)
  if (shape.search !== 'some') return narrower
  return whereMatches(db, narrower, 'tasks', of('search') as RawBuilder<string>)
}

const COLUMNS: Record<SetName | 'due', RawBuilder<unknown>> = {
  statuses: sql.ref('tasks.status'),
  priorities: sql.ref('tasks.priority'),
  categories: sql.ref('tasks.category_id'),
  projects: sql.ref('tasks.project_id'),
  assignees: sql.ref('tasks.assigned_to'),
  creators: sql.ref('tasks.created_by'),
  due: sql.ref('tasks.due_date'),
}

type AskedSet = ListShape['sets'][number]

function isOneOf(db: Reader, of: Parameters, { name, size, orNull }: AskedSet, told: RawBuilder<unknown>) {
  const column = told as RawBuilder<never>
  const values = of(name) as RawBuilder<never>
  const isAmong = () => {
    if (size === 'none') return sql<SqlBool>`1 = 0`
    if (size === 'one') return sql<SqlBool>`${column} = ${values}`
    return name === 'statuses' ? textIn(db, column, values) : idIn(db, column, values)
  }
  return orNull ? sql<SqlBool>`(${isAmong()} or ${column} is null)` : isAmong()
}

function isOverdue(of: Parameters, overdue: boolean): Expression<SqlBool> {
  // One comparison: SQLite takes the arms of an `or` for searches of their own, and scans for each.
  const isPast = sql`tasks.due_date < case length(tasks.due_date) when 10 then ${of('today')} else ${of('now')} end`
  const isOpen = sql`tasks.status in ('pending', 'in_progress')`
  return overdue
    ? sql<SqlBool>`(${isOpen} and ${isPast})`
    : sql<SqlBool>`(not ${isOpen} or tasks.due_date is null or not ${isPast})`
}
