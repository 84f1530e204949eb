import { type RawBuilder, sql } from 'kysely'
import { preparedByShape } from '../../../platform/database/queries/prepared.ts'
import type { Reader } from '../../../tables/tables.ts'
import type { TaskFilter } from '../lists/filters.ts'
import { countedParts } from '../lists/queries.ts'
import { type ListShape, type ListValues, shapeOf, type TaskSelection, valuesOf } from '../lists/shape.ts'
import type { Period } from './days.ts'

/** The most tasks of a kind that are read; if there are more, any of them. */
export const MAX_READ = 10_000

export type DatedTask = { completed_at: string | null; due_date: string | null; project_id: number | null }

type Dated = { completed: DatedTask[]; open: DatedTask[]; isExact: boolean }

/** The source of a history: the tasks completed since its start, and the open tasks that are overdue at its end. */
export async function readHistory(db: Reader, selection: TaskSelection, period: Period): Promise<Dated> {
  const { filter } = selection
  const due_before = period.overdueBefore.at(-1)
  const [first] = period.days
  if (!due_before || !first) return { completed: [], open: [], isExact: true }
  const since = { ...filter, bounds: { completed_after: { instant: period.start, day: first } } }
  const overdue: TaskFilter = { ...filter, statuses: ['pending', 'in_progress'], bounds: { due_before } }
  const [completed, open] = await Promise.all([
    listDated(db, { ...selection, filter: since }),
    listDated(db, { ...selection, filter: overdue }),
  ])
  const isExact = completed.length <= MAX_READ && open.length <= MAX_READ
  return { completed: completed.slice(0, MAX_READ), open: open.slice(0, MAX_READ), isExact }
}

async function listDated(db: Reader, selection: TaskSelection): Promise<DatedTask[]> {
  const shape = shapeOf(db, selection, undefined, MAX_READ + 1)
  const values: ListValues = { ...(await valuesOf(db, selection, undefined)), limit: MAX_READ + 1 }
  return datedTasks(db, shape, values)
}

const COLUMNS = [
  sql.ref<string | null>('tasks.completed_at').as('completed_at'),
  sql.ref<string | null>('tasks.due_date').as('due_date'),
  sql.ref<number | null>('tasks.project_id').as('project_id'),
]

const datedTasks = preparedByShape<Reader, ListValues, ListShape, DatedTask>((db, parameter, shape) => {
  const limit = parameter('limit') as RawBuilder<number>
  const parts = countedParts(db, parameter, shape).map((tasks) => {
    const found = tasks.select(COLUMNS).limit(limit)
    return sql`select completed_at, due_date, project_id from ${found} as part`
  })
  const dated = sql<DatedTask>`(${sql.join(parts, sql` union all `)})`.as('dated')
  return db.selectFrom(dated).select(['completed_at', 'due_date', 'project_id']).limit(limit)
})
