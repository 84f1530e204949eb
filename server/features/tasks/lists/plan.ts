import type { Viewer } from '../../../access/viewer.ts'
import type { Reach } from '../../../access/visibility.ts'
import { idInOrderFound } from '../../../platform/database/queries/full-text.ts'
import type { Slice } from '../../../platform/database/queries/paging.ts'
import { isByOneField } from '../../../platform/database/queries/top-n.ts'
import type { Reader } from '../../../tables/tables.ts'
import type { TaskFilter } from './filters.ts'

/**
 * How a list finds its rows:
 *
 * - `index`: in its order, from an index, until the page is full. The cost does not depend on how many tasks match, but
 *   is high if few of those in the index do.
 * - `sort`: all that match, which are then sorted. For filters that may match few, and for orders that no index has.
 * - `search`: all that match, by age, from the search index, which counts them at the same time.
 */
export type Plan = 'index' | 'sort' | 'search'

/** The rows of an index that a list starts from; undefined if it starts from all tasks, from a search or from ids. */
export type Starts = 'scopes' | 'assignee' | undefined

type PlannedList = {
  filter: TaskFilter
  /** Whether the list includes the tasks of all users. */
  isAll: boolean
  /** Undefined if the list is only counted. */
  slice: Slice | undefined
  /** How far the list is counted along with its rows; undefined if it is not. */
  countLimit: number | undefined
}

export function planOf(db: Reader, list: PlannedList): { plan: Plan; starts: Starts } {
  const { filter, slice, countLimit } = list
  if (isSearchedByAge(db, list)) {
    const isCountedAlong = slice !== undefined && countLimit !== undefined && slice.offset + slice.size < countLimit
    return { plan: isCountedAlong ? 'search' : 'index', starts: undefined }
  }
  const starts = startsOf(list)
  const isSorted = slice !== undefined && (!hasIndex(slice.order) || mayMatchFew(filter, starts, slice.order))
  return { plan: isSorted ? 'sort' : 'index', starts }
}

export const isForAll = (viewer: Viewer, reach: Reach): boolean => reach === 'all' && viewer.isAdmin

export const isByAge = (order: Slice['order']): boolean => order[0]?.column === 'tasks.id'

/** Whether the database can return the tasks that have the words in the order of the list. */
const isSearchedByAge = (db: Reader, { filter, slice }: PlannedList): boolean =>
  filter.words !== undefined && slice !== undefined && isByAge(slice.order) && idInOrderFound(db, 'tasks') !== undefined

function startsOf({ filter: { projects, assignees, ids }, isAll }: PlannedList): Starts {
  if (ids) return undefined
  if (assignees?.length === 1 && assignees[0] !== null) return 'assignee'
  return isAll && (!projects || projects.includes(null)) ? undefined : 'scopes'
}

/** There are indexes for each order by one field. */
const hasIndex = isByOneField

/** Whether so few tasks may match that sorting them is faster than reading in order until a page is full. */
function mayMatchFew(filter: TaskFilter, starts: Starts, order: Slice['order']): boolean {
  const { words, categories, creators, ids } = filter
  if (words?.length || ids) return true
  const isNarrow = creators !== undefined || (categories !== undefined && !categories.includes(null))
  return isByAge(order) ? !starts && isNarrow : !starts || isNarrow
}
