import type { Viewer } from '../../../access/viewer.ts'
import type { Reach } from '../../../access/visible.ts'
import { searchQuery } from '../../../platform/database/queries/full-text.ts'
import type { OrderTerm, Slice } from '../../../platform/database/queries/paging.ts'
import type { Reader } from '../../../tables/tables.ts'
import { overdueLimits } from '../fields/dates.ts'
import type { TaskFilter } from './filters.ts'

/** What a list is made from: whose, how far, and which. */
export type TaskSelection = { viewer: Viewer; reach: Reach; filter: TaskFilter }

export const SETS = ['statuses', 'priorities', 'categories', 'projects', 'assignees', 'creators'] as const
export type SetName = (typeof SETS)[number]

/** All that the text of a list's statement depends on, and nothing of what it is asked with. */
export type ListShape = {
  reach: Reach
  /** What the list starts from; nothing where it starts from everything, or from the words that it searches. */
  starts: { scope: 'one' | 'many' | 'none'; guest: boolean } | undefined
  sets: { name: SetName; size: 'none' | 'one' | 'many'; orNull: boolean }[]
  dueBefore: boolean
  dueAfter: boolean
  overdue: boolean | undefined
  search: 'none' | 'some' | undefined
  /** The part of the list; `after` tells only which of the values are null. */
  slice: { order: readonly OrderTerm[]; size: number; offset: number; after: boolean[] | undefined } | undefined
}

/** What the statement is asked with, by name. */
export type ListValues = {
  viewer: number
  scopes: readonly number[]
  starts: One
  dueBefore?: string
  dueAfter?: string
  now?: string
  today?: string
  search?: string
  limit?: number
} & { [Name in SetName]?: One } & { [name: `after${number}`]: unknown }

/** A set's only value, or all of them. */
type One = string | number | null | undefined | readonly (string | number | null)[]

export function shapeOf({ viewer, reach, filter }: TaskSelection, slice: Slice | undefined): ListShape {
  const isAll = reach === 'all' && viewer.isAdmin
  const scopes = startScopes(viewer, filter)
  return {
    reach: isAll ? 'all' : 'mine',
    starts: isAll || filter.words ? undefined : { scope: sizeOf(scopes), guest: isPrivateToo(filter) },
    sets: SETS.flatMap((name) => {
      const values = filter[name]
      if (!values) return []
      const known = withoutNull(values)
      return [{ name, size: sizeOf(known), orNull: known.length < values.length }]
    }),
    dueBefore: filter.dueBefore !== undefined,
    dueAfter: filter.dueAfter !== undefined,
    overdue: filter.overdue,
    search: filter.words && (filter.words.length > 0 ? 'some' : 'none'),
    slice: slice && {
      order: slice.order,
      size: slice.size,
      offset: slice.offset,
      after: slice.after?.map((value) => value === null),
    },
  }
}

export function valuesOf(db: Reader, selection: TaskSelection, slice: Slice | undefined): ListValues {
  const { viewer, reach, filter } = selection
  const values: ListValues = { viewer: viewer.id, scopes: viewer.scopes, starts: single(startScopes(viewer, filter)) }
  for (const name of SETS) if (filter[name]) values[name] = single(withoutNull(filter[name]))
  if (filter.dueBefore) values.dueBefore = filter.dueBefore
  if (filter.dueAfter) values.dueAfter = filter.dueAfter
  if (filter.overdue !== undefined) Object.assign(values, overdueLimits(viewer.timezone))
  if (filter.words?.length) {
    values.search = searchQuery(db, filter.words, reach === 'all' && viewer.isAdmin ? undefined : searchScopes(viewer))
  }
  for (const [index, value] of (slice?.after ?? []).entries()) values[`after${index}`] = value
  return values
}

/** Where in the index of scopes a list starts from: all of the viewer's, or those that the filter leaves. */
function startScopes(viewer: Viewer, filter: TaskFilter): readonly number[] {
  const { projects } = filter
  if (!projects) return viewer.scopes
  return viewer.scopes.filter((scope) => (scope < 0 ? projects.includes(null) : projects.includes(scope)))
}

/** Private tasks may have guests; tasks of projects have none. */
const isPrivateToo = ({ projects }: TaskFilter): boolean => !projects || projects.includes(null)

/** The scopes under which the search index holds what a viewer may see. */
const searchScopes = (viewer: Viewer): string[] => [
  `u${viewer.id}`,
  `a${viewer.id}`,
  ...viewer.projectIds.map((id) => `p${id}`),
]

type Values = readonly (string | number | null)[]

const withoutNull = (values: Values) => values.filter((value) => value !== null)
const sizeOf = (values: Values) => (values.length === 0 ? 'none' : values.length === 1 ? 'one' : 'many')
const single = (values: Values) => (values.length === 1 ? values[0] : values)
