import type { Viewer } from '../../../access/viewer.ts'
import type { Reach } from '../../../access/visibility.ts'
import { idInOrderFound, searchQuery } from '../../../platform/database/queries/full-text.ts'
import type { OrderTerm, Slice } from '../../../platform/database/queries/paging.ts'
import { isByOneField } from '../../../platform/database/queries/top-n.ts'
import type { Reader } from '../../../tables/tables.ts'
import { overdueLimits } from '../fields/dates.ts'
import { BOUND_NAMES, type BoundName, type BoundValues, dateValues, isByTheClock } from './date-filters.ts'
import type { TaskFilter } from './filters.ts'

/**
 * What a list is made from: whose, how far, and which; `archived` says whether only tasks of archived projects, or only
 * all others.
 */
export type TaskSelection = { viewer: Viewer; reach: Reach; filter: TaskFilter; archived: boolean | undefined }

export const SETS = ['statuses', 'priorities', 'categories', 'projects', 'assignees', 'creators', 'ids'] as const
export type SetName = (typeof SETS)[number]

/** All that the text of a list's statement depends on, and nothing of what it is asked with. */
export type ListShape = {
  reach: Reach
  /** What the list starts from; nothing where it starts from everything. */
  starts: 'scopes' | 'assignee' | undefined
  scopes: Size
  /** Whether tasks belong to it that the viewer sees for the reason alone that they are assigned to them. */
  withAssigned: boolean
  /**
   * Whether the projects of tasks that no scope of the viewer covers have to be archived, or not; undefined where either
   * will do.
   */
  archived: boolean | undefined
  /** Whether it is first found and then sorted, and not met in its order. */
  isCollected: boolean
  /** Whether it is asked for by words alone, and by age if in any order: the search index has all of that. */
  isByWordsAlone: boolean
  /** Whether what is collected is found in its order: the first are what they are, however many follow. */
  isFoundInOrder: boolean
  /** Whether its rows tell how many there are in all. */
  isCounted: boolean
  /** The projects that are asked for. */
  projects: AskedSet | undefined
  sets: AskedSet[]
  bounds: BoundName[]
  /** Alternatives, of which a task is one. */
  due: ('range' | 'overdue' | 'none')[] | undefined
  overdue: boolean | undefined
  search: 'none' | 'some' | undefined
  /** The part of the list; `after` tells only which of the values are null. */
  slice: { order: readonly OrderTerm[]; size: number; offset: number; after: boolean[] | undefined } | undefined
}

type Size = 'none' | 'one' | 'many'
export type AskedSet = { name: SetName; size: Size; orNull: boolean }

/** What the statement is asked with, by name. */
export type ListValues = {
  viewer: number
  scopes: readonly number[]
  starts: One
  now?: string
  today?: string
  search?: string
  limit?: number
} & { [Name in SetName]?: One } & { [name: `after${number}`]: unknown } & BoundValues

/** A set's only value, or all of them. */
type One = string | number | null | undefined | readonly (string | number | null)[]

/** `most` is how far it is counted; nothing where it is not. */
export function shapeOf(
  db: Reader,
  selection: TaskSelection,
  slice: Slice | undefined,
  most: number | undefined,
): ListShape {
  const { viewer, reach, filter } = selection
  const isAll = isForAll(viewer, reach)
  const isByAge = slice?.order[0]?.column === 'tasks.id'
  const isFoundByAge = filter.words !== undefined && isByAge && idInOrderFound(db, 'tasks') !== undefined
  const starts = isFoundByAge || filter.ids ? undefined : startOf(filter, isAll)
  // Looked for once, for the page and its total together.
  const isFoundInOrder = isFoundByAge && most !== undefined && slice.offset + slice.size < most
  const collected = slice !== undefined && (isFoundByAge ? isFoundInOrder : isCollected(filter, starts, slice.order))
  return {
    reach: isAll ? 'all' : 'mine',
    starts,
    scopes: sizeOf(startScopes(selection, isAll)),
    withAssigned: !isAll && isElsewhereToo(viewer, filter),
    archived: selection.archived,
    isCollected: collected,
    isFoundInOrder,
    isCounted: most !== undefined && !collected,
    isByWordsAlone:
      Object.keys(filter).join() === 'words' &&
      filter.words?.length !== 0 &&
      (isByAge || !slice) &&
      (isAll ? selection.archived === undefined : !isBroad(selection)),
    sets: SETS.flatMap((name) => {
      const values = filter[name]
      // Where a list starts from projects or an assignee, they need no further condition.
      const isMet = (name === 'projects' && starts === 'scopes') || (name === 'assignees' && starts === 'assignee')
      if (!values || (isMet && !collected && !filter.words)) return []
      return [askedSet(name, values)]
    }),
    projects: filter.projects && askedSet('projects', filter.projects),
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

export async function valuesOf(db: Reader, selection: TaskSelection, slice: Slice | undefined): Promise<ListValues> {
  const { viewer, reach, filter } = selection
  const isAll = isForAll(viewer, reach)
  const starts = startScopes(selection, isAll)
  const values: ListValues = { viewer: viewer.id, scopes: wantedScopes(selection), starts: single(starts) }
  for (const name of SETS) if (filter[name]) values[name] = single(withoutNull(filter[name]))
  Object.assign(values, dateValues(filter))
  if (isByTheClock(filter)) Object.assign(values, overdueLimits(viewer.timezone))
  if (filter.words?.length) {
    const isUnscoped = isAll || isBroad(selection)
    const search = { words: filter.words, scopes: isUnscoped ? undefined : searchScopes(selection) }
    values.search = await searchQuery(db, 'tasks', search)
  }
  for (const [index, value] of (slice?.after ?? []).entries()) values[`after${index}`] = value
  return values
}

const isForAll = (viewer: Viewer, reach: Reach): boolean => reach === 'all' && viewer.isAdmin

function startOf({ projects, assignees }: TaskFilter, isAll: boolean): ListShape['starts'] {
  if (assignees?.length === 1 && assignees[0] !== null) return 'assignee'
  return isAll && (!projects || projects.includes(null)) ? undefined : 'scopes'
}

/** Few enough may be found by these that sorting them beats looking for them in the order that is asked for. */
function isCollected(filter: TaskFilter, starts: ListShape['starts'], order: Slice['order']): boolean {
  const { words, categories, creators, ids } = filter
  const isByAge = order[0]?.column === 'tasks.id'
  if (words?.length || ids || !isByOneField(order)) return true
  const isFound = creators !== undefined || (categories !== undefined && !categories.includes(null))
  return isByAge ? !starts && isFound : !starts || isFound
}

/** Where in the index of scopes a list starts from: all of the viewer's, or those that the filter leaves. */
function startScopes(selection: TaskSelection, isAll: boolean): readonly number[] {
  const { projects } = selection.filter
  const scopes = wantedScopes(selection)
  if (!projects) return scopes
  if (isAll) return [...new Set(projects)].filter((project) => project !== null)
  return scopes.filter((scope) => (scope < 0 ? projects.includes(null) : projects.includes(scope)))
}

/** The viewer's own scope and those of their projects, without those that are archived, or with only those. */
function wantedScopes({ viewer, archived }: TaskSelection): readonly number[] {
  const { scopes, archivedProjects } = viewer
  if (archived === undefined || (!archived && archivedProjects.size === 0)) return scopes
  return scopes.filter((scope) => archivedProjects.has(scope) === archived)
}

/** Whether the filter lets in tasks that are not of the viewer's projects. */
const isElsewhereToo = (viewer: Viewer, { projects }: TaskFilter): boolean =>
  !projects || projects.some((project) => project === null || !viewer.projects.has(project))

/** The scopes under which the search index holds what a viewer may see. */
function searchScopes(selection: TaskSelection): string[] {
  const { viewer, filter } = selection
  const home = startScopes(selection, false).map((scope) => (scope < 0 ? `u${-scope}` : `p${scope}`))
  // An index that is asked for nothing has no answer to it.
  return isElsewhereToo(viewer, filter) || home.length === 0 ? [...home, `a${viewer.id}`] : home
}

/**
 * Whether the viewer has so many scopes that the search index is asked for the words in any scope, and the rows that it finds are
 * checked one by one: asking for each word in each scope costs the more the more projects somebody has, and both databases refuse
 * a query that is too long.
 */
const isBroad = (selection: TaskSelection): boolean =>
  (selection.filter.words?.length ?? 0) * searchScopes(selection).length > MOST_TERMS

/** Terms that are looked up in about 10 ms. */
const MOST_TERMS = 250

type Values = readonly (string | number | null)[]

function askedSet(name: SetName, values: Values): AskedSet {
  const known = withoutNull(values)
  return { name, size: sizeOf(known), orNull: known.length < values.length }
}

const withoutNull = (values: Values) => values.filter((value) => value !== null)
const sizeOf = (values: Values) => (values.length === 0 ? 'none' : values.length === 1 ? 'one' : 'many')
const single = (values: Values) => (values.length === 1 ? values[0] : values)
