import type { Task } from '../../../api/schema.d.ts'
import { isDay } from '../../../ui/time/days.ts'
import { type Order, PRIORITIES } from '../view.ts'

export type Compare = (a: Task, b: Task) => number

/** By due date, tasks without one last; on the same day by priority, and then by age. */
const compareDue: Compare = (a, b) =>
  compare(sortKey(a.due_date), sortKey(b.due_date)) || urgencyOf(a) - urgencyOf(b) || ageOf(a) - ageOf(b)

export const compareCompleted: Compare = (a, b) => compare(b.completed_at ?? '', a.completed_at ?? '') || b.id - a.id

/** By the manual order: ranks sort byte by byte. */
const compareRank: Compare = (a, b) => compare(rankOf(a), rankOf(b)) || ageOf(a) - ageOf(b)

const COMPARES: Record<Order, Compare> = {
  due: compareDue,
  priority: (a, b) => urgencyOf(a) - urgencyOf(b) || compareDue(a, b),
  title: (a, b) => words.compare(a.title, b.title) || a.id - b.id,
  created: (a, b) => ageOf(b) - ageOf(a),
  updated: (a, b) => compare(b.updated_at, a.updated_at) || b.id - a.id,
  manual: compareRank,
}

const reversed = new Map<Order, Compare>()

/** Always the same function for the same order. */
export function compareOf(order: Order, isReversed: boolean): Compare {
  if (!isReversed) return COMPARES[order]
  const held = reversed.get(order) ?? ((a, b) => COMPARES[order](b, a))
  reversed.set(order, held)
  return held
}

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const urgencyOf = ({ priority }: Task): number => PRIORITIES.indexOf(priority)
/** A plain date sorts before the instants of that day. */
const sortKey = (due: string | null): string => (due === null ? '9999' : isDay(due) ? `${due}T` : due)
/** A task without an id of the server is the newest, and the last in the manual order. */
const ageOf = ({ id }: Task): number => (id < 0 ? Number.MAX_SAFE_INTEGER + id : id)
const rankOf = ({ id, rank }: Task): string => (id < 0 ? '~' : rank)
