import type { Viewer } from '../../../access/viewer.ts'
import type { Reach } from '../../../access/visibility.ts'
import { searchQuery } from '../../../platform/database/queries/full-text.ts'
import type { OrderTerm, Slice } from '../../../platform/database/queries/paging.ts'
import { projectOf, projectScope, type Scope } from '../../../tables/scope.ts'
import type { Reader } from '../../../tables/tables.ts'
import { overdueLimits } from '../fields/dates.ts'
import { BOUND_NAMES, type BoundName, type BoundValues, dateValues, isTimeDependent } from './date-filters.ts'
import type { TaskFilter } from './filters.ts'
import { isByAge, isForAll, type Plan, planOf, type Starts } from './plan.ts'

/**
 * The source of a list: for whom, how far it reaches, and its filter. `archived` selects only tasks of archived
 * projects (true) or only all others (false).
 */
export type TaskSelection = { viewer: Viewer; reach: Reach; filter: TaskFilter; archived: boolean | undefined }

const SETS = ['statuses', 'priorities', 'categories', 'projects', 'assignees', 'creators', 'ids'] as const
export type SetName = (typeof SETS)[number]

/** Everything that the text of a list's statement depends on, without the values. */
export type ListShape = {
  reach: Reach
  plan: Plan
  starts: Starts
  scopes: Size
  /** Whether the list includes tasks that the viewer sees only because they are assigned to them. */
  withAssigned: boolean
  /**
   * Whether the projects of tasks outside the viewer's scopes must be archived (true) or must not be (false); undefined
   * if either is fine.
   */
  archived: boolean | undefined
  /**
   * Whether full-text search alone serves the list: it is filtered by words only, and unordered or ordered by age.
   */
  isFullTextOnly: boolean
  /** Whether each row carries the total. */
  isCounted: boolean
  /** The projects in the filter. */
  projects: SetFilter | undefined
  sets: SetFilter[]
  bounds: BoundName[]
  /** Alternatives, of which a task must meet one. */
  due: ('range' | 'overdue' | 'none')[] | undefined
  overdue: boolean | undefined
  search: 'none' | 'some' | undefined
  /** The part of the list; `after` says only which of the values are null. */
  slice: { order: readonly OrderTerm[]; size: number; offset: number; after: boolean[] | undefined } | undefined
}

type Size = 'none' | 'one' | 'many'
export type SetFilter = { name: SetName; size: Size; orNull: boolean }

/** The values of the statement, by name. */
export type ListValues = {
  viewer: number
  scopes: readonly Scope[]
  starts: OneOrMany
  now?: string
  today?: string
  search?: string
  limit?: number
} & { [Name in SetName]?: OneOrMany } & { [name: `after${number}`]: unknown } & BoundValues

/** The only value of a set, or all of its values. */
type OneOrMany = string | number | null | undefined | readonly (string | number | null)[]

/** `countLimit` is how far to count; undefined if the list is not counted. */
export function shapeOf(
  db: Reader,
  selection: TaskSelection,
  slice: Slice | undefined,
  countLimit: number | undefined,
): ListShape {
  const { viewer, reach, filter } = selection
  const isAll = isForAll(viewer, reach)
  const { plan, starts } = planOf(db, { filter, isAll, slice, countLimit })
  return {
    reach: isAll ? 'all' : 'mine',
    plan,
    starts,
    scopes: sizeOf(startScopes(selection, isAll)),
    withAssigned: !isAll && includesOtherScopes(viewer, filter),
    archived: selection.archived,
    isCounted: countLimit !== undefined && plan === 'index',
    isFullTextOnly: (!slice || isByAge(slice.order)) && hasOnlyWords(selection, isAll),
    sets: setsOf(filter, plan, starts),
    projects: filter.projects && setFilter('projects', filter.projects),
    bounds: BOUND_NAMES.filter((name) => filter.bounds?.[name]),
    due: filter.due?.map((part) => (typeof part === 'string' ? part : 'range')),
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

const hasOnlyWords = (selection: TaskSelection, isAll: boolean): boolean =>
  Object.keys(selection.filter).join() === 'words' &&
  selection.filter.words?.length !== 0 &&
  (isAll ? selection.archived === undefined : !isBroad(selection))

const setsOf = (filter: TaskFilter, plan: Plan, starts: Starts): SetFilter[] =>
  SETS.flatMap((name) => {
    const values = filter[name]
    // A list that starts from projects or an assignee needs no further condition on them.
    const isMet = (name === 'projects' && starts === 'scopes') || (name === 'assignees' && starts === 'assignee')
    if (!values || (isMet && plan === 'index' && !filter.words)) return []
    return [setFilter(name, values)]
  })

export async function valuesOf(db: Reader, selection: TaskSelection, slice: Slice | undefined): Promise<ListValues> {
  const { viewer, reach, filter } = selection
  const isAll = isForAll(viewer, reach)
  const starts = startScopes(selection, isAll)
  const values: ListValues = { viewer: viewer.id, scopes: wantedScopes(selection), starts: single(starts) }
  for (const name of SETS) if (filter[name]) values[name] = single(withoutNull(filter[name]))
  Object.assign(values, dateValues(filter))
  if (isTimeDependent(filter)) Object.assign(values, overdueLimits(viewer.timezone))
  if (filter.words?.length) {
    const isUnscoped = isAll || isBroad(selection)
    const search = { words: filter.words, scopes: isUnscoped ? undefined : searchScopes(selection) }
    values.search = await searchQuery(db, 'tasks', search)
  }
  for (const [index, value] of (slice?.after ?? []).entries()) values[`after${index}`] = value
  return values
}

/** The scopes from which a list starts in the index: all of the viewer's, or those that the filter leaves. */
function startScopes(selection: TaskSelection, isAll: boolean): readonly Scope[] {
  const { projects } = selection.filter
  const scopes = wantedScopes(selection)
  if (!projects) return scopes
  if (isAll) return [...new Set(projects)].filter((project) => project !== null).map(projectScope)
  return scopes.filter((scope) => projects.includes(projectOf(scope) ?? null))
}

/** The viewer's own scope and those of their projects: without the archived projects, or with only those. */
function wantedScopes({ viewer, archived }: TaskSelection): readonly Scope[] {
  const { scopes, archivedProjects } = viewer
  if (archived === undefined || (!archived && archivedProjects.size === 0)) return scopes
  return scopes.filter((scope) => archivedProjects.has(projectOf(scope) ?? 0) === archived)
}

/** Whether the filter admits tasks outside the viewer's projects. */
const includesOtherScopes = (viewer: Viewer, { projects }: TaskFilter): boolean =>
  !projects || projects.some((project) => project === null || !viewer.projects.has(project))

/** The scopes under which the search index holds what a viewer may see. */
function searchScopes(selection: TaskSelection): string[] {
  const { viewer, filter } = selection
  const own = startScopes(selection, false).map(
    (scope) => `${projectOf(scope) === undefined ? 'u' : 'p'}${Math.abs(scope)}`,
  )
  // The search index cannot be queried for no scopes.
  return includesOtherScopes(viewer, filter) || own.length === 0 ? [...own, `a${viewer.id}`] : own
}

/**
 * Whether the viewer has so many scopes that the search index is queried for the words in any scope, and the visibility
 * of each row found is checked. The cost of querying each word in each scope grows with the number of projects, and
 * both databases refuse a query that is too long.
 */
const isBroad = (selection: TaskSelection): boolean =>
  (selection.filter.words?.length ?? 0) * searchScopes(selection).length > MAX_TERMS

/** As many terms as can be looked up in about 10 ms. */
const MAX_TERMS = 250

type Values = readonly (string | number | null)[]

function setFilter(name: SetName, values: Values): SetFilter {
  const known = withoutNull(values)
  return { name, size: sizeOf(known), orNull: known.length < values.length }
}

const withoutNull = (values: Values) => values.filter((value) => value !== null)
const sizeOf = (values: Values) => (values.length === 0 ? 'none' : values.length === 1 ? 'one' : 'many')
const single = (values: Values) => (values.length === 1 ? values[0] : values)
