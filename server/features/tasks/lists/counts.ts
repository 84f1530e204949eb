import { type RawBuilder, sql } from 'kysely'
import type { ParameterOf } from '../../../platform/database/queries/prepared.ts'
import { preparedByShape } from '../../../platform/database/queries/prepared.ts'
import type { Reader } from '../../../tables/tables.ts'
import { overdueLimits } from '../fields/dates.ts'
import { PRIORITIES } from '../fields/priorities.ts'
import { isOverdue, isWithin, type Parameters } from './conditions.ts'
import { type BoundValues, type DueRange, duePart, rangeValues } from './date-filters.ts'
import { countedParts } from './queries.ts'
import { type ListShape, type ListValues, shapeOf, type TaskSelection, valuesOf } from './shape.ts'

export const GROUPS = ['status', 'priority', 'project', 'category', 'assignee', 'due'] as const
type GroupBy = (typeof GROUPS)[number]

/** The most tasks that are counted; a larger number means "more". */
export const MAX_GROUPED = 10_000

type GroupedCounts = { total: number; groups: { key: string; count: number }[] }

/** The number of tasks of a list in each group. Groups have the names that filters use. */
export async function countByGroup(db: Reader, selection: TaskSelection, by: GroupBy): Promise<GroupedCounts> {
  const { viewer } = selection
  const shape = { ...shapeOf(db, selection, undefined, MAX_GROUPED + 1), isFullTextOnly: false, by }
  const values: ListValues = { ...(await valuesOf(db, selection, undefined)), limit: MAX_GROUPED + 1 }
  if (by === 'due') Object.assign(values, overdueLimits(viewer.timezone), dueGroups(viewer.timezone))
  const rows = await groupedCounts(db, shape, values)
  const total = rows.reduce((sum, { count }) => sum + Number(count), 0)
  const groups = rows
    .filter(({ key }) => key !== PAST)
    .map(({ key, count }) => ({ key: nameOf(by, key), count: Number(count) }))
  return { total, groups }
}

type Row = { key: string | number | null; count: number }

const groupedCounts = preparedByShape<Reader, ListValues, ListShape & { by: GroupBy }, Row>((db, parameter, shape) => {
  const key = keyOf(parameter, shape.by)
  const parts = countedParts(db, parameter, shape).map((tasks) => {
    const found = tasks.select(key.as('key')).limit(parameter('limit') as RawBuilder<number>)
    return sql`select key from ${found} as part`
  })
  const counted = sql<{ key: string | number | null }>`(${sql.join(parts, sql` union all `)})`.as('counted')
  const limited = db
    .selectFrom(counted)
    .select('key')
    .limit(parameter('limit') as RawBuilder<number>)
  return db
    .selectFrom(limited.as('limited'))
    .select(({ fn }) => ['key', fn.countAll<number>().as('count')])
    .groupBy('key')
    .orderBy('key')
})

const COLUMNS = {
  status: sql.ref('tasks.status'),
  priority: sql.ref('tasks.priority'),
  project: sql.ref('tasks.project_id'),
  category: sql.ref('tasks.category_id'),
  assignee: sql.ref('tasks.assigned_to'),
}

/** Closed tasks that were due before today. */
const PAST = 'past'

function keyOf(parameter: ParameterOf<ListValues>, by: GroupBy): RawBuilder<string | number | null> {
  if (by !== 'due') return COLUMNS[by] as RawBuilder<string | number | null>
  const parameters = parameter as Parameters
  const columns = { due_date: sql.ref('tasks.due_date') }
  const isBefore = (index: number) =>
    isWithin(parameters, `due${index}_before`, { column: 'due_date', side: '<' }, columns)
  const isPast = sql`not ${isWithin(parameters, `due${FIRST}_from`, { column: 'due_date', side: '>=' }, columns)}`
  return sql<string>`case when tasks.due_date is null then 'none' when ${isOverdue(parameters, true)} then 'overdue'
    when ${isPast} then ${sql.lit(PAST)} when ${isBefore(FIRST)} then 'today' when ${isBefore(FIRST + 1)} then 'tomorrow'
    when ${isBefore(FIRST + 2)} then 'next_7_days' else 'later' end`
}

/** The offset of the ranges of the groups among the values of a statement, behind those of its filter. */
const FIRST = 90

function dueGroups(timezone: string): BoundValues {
  const [today, tomorrow, week] = ['today', 'tomorrow', 'next_7_days'].map(
    (word) => duePart(word, timezone) as DueRange,
  )
  return Object.assign(
    {},
    ...[today, tomorrow, week].map((range, index) => rangeValues(FIRST + index, range as DueRange)),
  )
}

function nameOf(by: GroupBy, key: Row['key']): string {
  if (key === null) return 'none'
  return by === 'priority' ? (PRIORITIES[Number(key)] as string) : String(key)
}
