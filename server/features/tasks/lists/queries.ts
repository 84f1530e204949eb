import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { visibleTasks } from '../../../access/visible.ts'
import { matches } from '../../../platform/database/queries/full-text.ts'
import { type Slice, sliced } from '../../../platform/database/queries/paging.ts'
import { type ParameterOf, preparedByShape } from '../../../platform/database/queries/prepared.ts'
import { idIn, textIn } from '../../../platform/database/queries/sql.ts'
import { type Start, topIds } from '../../../platform/database/queries/top-rows.ts'
import type { Reader, Tables } from '../../../tables/tables.ts'
import { SHOWN_COLUMNS, type ShownRow } from '../fields/present.ts'
import { type ListShape, type ListValues, type SetName, shapeOf, type TaskSelection, valuesOf } from './shape.ts'

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

/** The selected tasks in the slice, and one more where the list goes on. */
export function listTasks(db: Reader, selection: TaskSelection, slice: Slice): Promise<ShownRow[]> {
  return taskList(db, shapeOf(selection, slice), valuesOf(db, selection, slice))
}

/** How many tasks are selected, counting no further than `limit`. */
export async function countTasks(db: Reader, selection: TaskSelection, limit: number): Promise<number> {
  const values = { ...valuesOf(db, selection, undefined), limit }
  const [counted] = await taskCount(db, shapeOf(selection, undefined), values)
  return counted?.count ?? 0
}

type Parameters = ParameterOf<ListValues>

const taskList = preparedByShape<Reader, ListValues, ListShape, ShownRow>((db, of, shape) => {
  const slice = sliceOf(of, shape)
  const { starts } = shape
  if (!starts) return sliced(narrowed(db, of, shape, seen(db, of, shape)).select(SHOWN_COLUMNS), slice)
  const ids = topIds(db, 'tasks', startsOf(of, starts), slice, (tasks) => narrowed(db, of, shape, tasks))
  const tasks = db.selectFrom('tasks').select(SHOWN_COLUMNS).where(sql<SqlBool>`tasks.id in (${ids})`)
  return sliced(tasks, { ...slice, after: undefined })
})

const taskCount = preparedByShape<Reader, ListValues, ListShape, { count: number }>((db, of, shape) => {
  const parts = countedParts(db, of, shape).map((tasks) => {
    const found = narrowed(db, of, shape, tasks).select(sql`1`.as('one'))
    return sql`select one from ${found.limit(of('limit') as RawBuilder<number>)} as part`
  })
  const counted = sql<{ one: number }>`(${sql.join(parts, sql` union all `)})`.as('counted')
  return db.selectFrom(counted).select(({ fn }) => fn.countAll<number>().as('count'))
})

/** What is counted, in parts that have no task in common: each is served by an index of its own. */
function countedParts(db: Reader, of: Parameters, shape: ListShape) {
  if (!shape.starts) return [seen(db, of, shape)]
  return startsOf(of, shape.starts).map((start) => {
    const column = sql.ref<number>(start.column)
    const isAtStart = 'value' in start ? sql<SqlBool>`${column} = ${start.value}` : idIn(db, column, start.values)
    return db.selectFrom('tasks').where(isAtStart)
  })
}

function sliceOf(of: Parameters, { slice }: ListShape): Slice {
  if (!slice) throw new Error('a list has a slice')
  return { ...slice, after: slice.after?.map((isNull, index) => (isNull ? null : of(`after${index}`))) }
}

function startsOf(of: Parameters, { scope, guest }: NonNullable<ListShape['starts']>): Start[] {
  const home = of('starts')
  const column = 'tasks.scope'
  const scopes: Start =
    scope === 'one'
      ? { column, value: home as RawBuilder<number> }
      : { column, values: home as RawBuilder<readonly number[]> }
  return guest ? [scopes, { column: 'tasks.guest', value: of('viewer') as RawBuilder<number> }] : [scopes]
}

function seen(db: Reader, of: Parameters, { reach }: ListShape) {
  const sight = {
    id: of('viewer') as RawBuilder<number>,
    projectIds: [],
    scopes: of('scopes') as RawBuilder<readonly number[]>,
    isAdmin: reach === 'all',
  }
  return visibleTasks(db, sight, reach)
}

type TaskQuery<O> = SelectQueryBuilder<Tables, 'tasks', O>

function narrowed<O>(db: Reader, of: Parameters, shape: ListShape, query: TaskQuery<O>): TaskQuery<O> {
  const due = sql.ref('tasks.due_date')
  const conditions = shape.sets.map((set) => isOneOf(db, of, set))
  if (shape.dueBefore) conditions.push(sql`${due} < ${of('dueBefore')}`)
  if (shape.dueAfter) conditions.push(sql`${due} >= ${of('dueAfter')}`)
  if (shape.overdue !== undefined) conditions.push(isOverdue(of, shape.overdue))
  if (shape.search === 'some') conditions.push(matches(db, 'tasks', of('search') as RawBuilder<string>))
  if (shape.search === 'none') conditions.push(sql`1 = 0`)
  return conditions.reduce((narrower, condition) => narrower.where(condition), query)
}

const COLUMNS: Record<SetName, string> = {
  statuses: 'tasks.status',
  priorities: 'tasks.priority',
  categories: 'tasks.category_id',
  projects: 'tasks.project_id',
  assignees: 'tasks.assigned_to',
  creators: 'tasks.created_by',
}

function isOneOf(db: Reader, of: Parameters, { name, size, orNull }: ListShape['sets'][number]): Expression<SqlBool> {
  const column = sql.ref<never>(COLUMNS[name])
  const values = of(name) as RawBuilder<never>
  const isAmong = () => {
    if (size === 'none') return sql<SqlBool>`1 = 0`
    if (size === 'one') return sql<SqlBool>`${column} = ${values}`
    return name === 'statuses' ? textIn(db, column, values) : idIn(db, column, values)
  }
  return orNull ? sql<SqlBool>`(${isAmong()} or ${column} is null)` : isAmong()
}

function isOverdue(of: Parameters, overdue: boolean): Expression<SqlBool> {
  const isPast = sql`(length(tasks.due_date) = 10 and tasks.due_date < ${of('today')}
    or length(tasks.due_date) > 10 and tasks.due_date < ${of('now')})`
  const isOpen = sql`tasks.status in ('pending', 'in_progress')`
  return overdue
    ? sql<SqlBool>`(${isOpen} and ${isPast})`
    : sql<SqlBool>`(not ${isOpen} or tasks.due_date is null or not ${isPast})`
}
