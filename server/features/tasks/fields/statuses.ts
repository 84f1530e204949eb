import { oneOf } from '../../../platform/http/schema.ts'
import type { TaskStatus } from '../../../tables/tables.ts'

export const STATUSES = ['pending', 'in_progress', 'completed', 'cancelled'] as const

export const StatusSchema = oneOf('TaskStatus', STATUSES)

/** Every spelling that is taken, the canonical ones first: clients of older systems keep theirs. */
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

/** The status that a spelling means; undefined for a word that means none. */
export function statusFrom(spelling: string): TaskStatus | undefined {
  return Object.hasOwn(SPELLINGS, spelling) ? SPELLINGS[spelling] : undefined
}

/** The same for a word that an older system has stored: in any case, with spaces, dashes or underscores. */
export const statusFromOlder = (word: string): TaskStatus | undefined => OLDER_SPELLINGS.get(plain(word))

const plain = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
const OLDER_SPELLINGS = new Map<string, TaskStatus>([
  ...Object.entries(SPELLINGS).map(([spelling, status]) => [plain(spelling), status] as const),
  // In filters it is every status but one; a row that has it is not done.
  ['incomplete', 'pending'],
])

/** The statuses that a word in a filter means: `incomplete` is every one but completed. */
export function statusesFrom(word: string): readonly TaskStatus[] | undefined {
  if (word === 'incomplete') return STATUSES.filter((status) => status !== 'completed')
  const status = statusFrom(word)
  return status && [status]
}
