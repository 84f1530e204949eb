import type { Task } from '../../api/schema.d.ts'

export const LAYOUTS = ['list', 'board', 'table', 'calendar'] as const
export const STATUSES = ['pending', 'in_progress', 'completed', 'cancelled'] as const
export const PRIORITIES = ['urgent', 'high', 'medium', 'low', 'none'] as const
export const DUES = ['overdue', 'today', 'next7', 'later', 'none'] as const
export const ORDERS = ['due', 'priority', 'title', 'created', 'updated', 'manual'] as const
export const GROUPINGS = ['due', 'status', 'priority', 'category', 'assignee', 'nothing'] as const
export const FILTERS = ['status', 'priority', 'assignee', 'category', 'due'] as const
export const COLUMNS = ['status', 'priority', 'assignee', 'category', 'due', 'created', 'updated'] as const

export type Layout = (typeof LAYOUTS)[number]
export type Order = (typeof ORDERS)[number]
export type Grouping = (typeof GROUPINGS)[number]
export type FilterName = (typeof FILTERS)[number]
export type Column = (typeof COLUMNS)[number]
export type Filters = Record<FilterName, readonly string[]>

/** How tasks are shown, as in the address. An empty filter matches everything. */
export type View = {
  layout: Layout
  text: string
  filters: Filters
  order: Order
  isReversed: boolean
  grouping: Grouping
  columns: readonly Column[]
  /** A day within the month or week of the calendar; undefined for the current one. */
  day: string | undefined
  span: 'month' | 'week'
}

/** The part of an address that belongs to a view. Missing values are the defaults. */
export type ViewSearch = {
  view?: Layout
  q?: string
  order?: string
  group?: Grouping
  columns?: string
  day?: string
  span?: 'week'
} & Partial<Record<FilterName, string | number>>

const OPEN: readonly Task['status'][] = ['pending', 'in_progress']
const USUAL_COLUMNS: readonly Column[] = ['status', 'priority', 'assignee', 'category', 'due']
/** A filter that matches everything, where the default is narrower. */
const ANY = 'any'

const VALUES: Record<FilterName, (value: string) => boolean> = {
  status: isIn(STATUSES),
  priority: isIn(PRIORITIES),
  due: isIn(DUES),
  assignee: (value) => /^(me|none|[1-9]\d{0,15})$/.test(value),
  category: (value) => /^(none|[1-9]\d{0,15})$/.test(value),
}

/** Drops invalid values, so that a mistyped address still shows something. */
export function readSearch(search: Record<string, unknown>): ViewSearch {
  const found: ViewSearch = {}
  for (const name of FILTERS) {
    const values = wordsOf(search[name]).filter((value) => value === ANY || VALUES[name](value))
    if (values.length > 0) found[name] = inAddress(values)
  }
  if (isIn(LAYOUTS)(search.view) && search.view !== 'list') found.view = search.view
  if (search.q !== undefined && search.q !== '') found.q = String(search.q)
  if (isIn(ORDERS)(String(search.order).replace(/^-/, ''))) found.order = String(search.order)
  if (isIn(GROUPINGS)(search.group)) found.group = search.group
  const columns = wordsOf(search.columns).filter(isIn(COLUMNS))
  if (columns.length > 0) found.columns = columns.join(' ')
  if (/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(String(search.day))) found.day = String(search.day)
  if (search.span === 'week') found.span = 'week'
  return found
}

/** The view for an address. `hasOpenOnly` if only open tasks are shown by default. */
export function viewOf(search: ViewSearch, hasOpenOnly = true): View {
  const layout = search.view ?? 'list'
  const order = search.order?.replace(/^-/, '') as Order | undefined
  const filters = {} as Record<FilterName, readonly string[]>
  for (const name of FILTERS) filters[name] = wordsOf(search[name])
  if (filters.status.length === 0 && hasOpenOnly && layout !== 'board') filters.status = OPEN
  for (const name of FILTERS) if (filters[name].includes(ANY)) filters[name] = []
  const grouping = search.group ?? (layout === 'board' ? 'status' : 'due')
  return {
    layout,
    text: search.q ?? '',
    filters,
    order: order ?? (layout === 'board' ? 'manual' : 'due'),
    isReversed: search.order?.startsWith('-') ?? false,
    // A board has no columns by date: the calendar is for those.
    grouping: layout === 'board' && (grouping === 'due' || grouping === 'nothing') ? 'status' : grouping,
    columns: search.columns ? (wordsOf(search.columns) as Column[]) : USUAL_COLUMNS,
    day: search.day,
    span: search.span ?? 'month',
  }
}

/** The value of a filter in the address; undefined for the default. */
export function filterInAddress(name: FilterName, values: readonly string[]): string | number | undefined {
  if (values.length > 0) return inAddress(values)
  return name === 'status' ? ANY : undefined
}

export const isOpenFilter = (values: readonly string[]): boolean =>
  values.length === OPEN.length && OPEN.every((status) => values.includes(status))

/** Whether closed tasks can be in a view. */
export const showsClosed = ({ filters: { status } }: View): boolean =>
  status.length === 0 || status.some((one) => one === 'completed' || one === 'cancelled')

function isIn<Value extends string>(values: readonly Value[]) {
  return (value: unknown): value is Value => (values as readonly unknown[]).includes(value)
}

const wordsOf = (value: unknown): string[] =>
  typeof value === 'string' || typeof value === 'number' ? String(value).split(' ').filter(Boolean) : []

/** A single number is written as a number: as a string it would be quoted in the address. */
const inAddress = (values: readonly string[]): string | number =>
  values.length === 1 && /^\d+$/.test(values[0] as string) ? Number(values[0]) : values.join(' ')
