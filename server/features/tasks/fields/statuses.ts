import { oneOf } from '../../../platform/http/schema.ts'
import type { TaskStatus } from '../../../tables/tables.ts'

export const STATUSES = ['pending', 'in_progress', 'completed', 'cancelled'] as const

export const StatusSchema = oneOf('TaskStatus', STATUSES)

/** Every accepted spelling, the canonical ones first: clients of older systems use their own. */
const SPELLINGS: Record<string, TaskStatus> = {
  pending: 'pending',
  in_progress: 'in_progress',
  completed: 'completed',
  cancelled: 'cancelled',
  'To Do': 'pending',
  todo: 'pending',
  to_do: 'pending',
  TODO: 'pending',
  Pending: 'pending',
  'In Progress': 'in_progress',
  'in-progress': 'in_progress',
  IN_PROGRESS: 'in_progress',
  Done: 'completed',
  done: 'completed',
  DONE: 'completed',
  complete: 'completed',
  Complete: 'completed',
  Completed: 'completed',
  Cancelled: 'cancelled',
  canceled: 'cancelled',
}

export const STATUS_SPELLINGS = Object.keys(SPELLINGS)

/** The status that a spelling stands for; undefined if it is unknown. */
export function statusFrom(spelling: string): TaskStatus | undefined {
  return Object.hasOwn(SPELLINGS, spelling) ? SPELLINGS[spelling] : undefined
}

/** The same for a value stored by an older system: in any case, with spaces, dashes or underscores. */
export const statusFromOlder = (word: string): TaskStatus | undefined => OLDER_SPELLINGS.get(plain(word))

const plain = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
const OLDER_SPELLINGS = new Map<string, TaskStatus>([
  ...Object.entries(SPELLINGS).map(([spelling, status]) => [plain(spelling), status] as const),
  // As a filter it matches every status but one; as the status of a row it means that the task is not done.
  ['incomplete', 'pending'],
])

/** The statuses that a filter value matches: `incomplete` matches all but completed. */
export function statusesFrom(word: string): readonly TaskStatus[] | undefined {
  if (word === 'incomplete') return STATUSES.filter((status) => status !== 'completed')
  const status = statusFrom(word)
  return status && [status]
}
