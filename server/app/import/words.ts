import { PRIORITIES, type Priority } from '../../features/tasks/fields/priorities.ts'
import { STATUSES, statusFromOlder } from '../../features/tasks/fields/statuses.ts'
import type { ProjectRole, TaskStatus } from '../../tables/tables.ts'

/** The meaning of the values in the source; undefined for an unknown one. */
export type Words = {
  status(word: string): TaskStatus | undefined
  priority(word: string): Priority | undefined
  role(word: string): ProjectRole | undefined
}

const ROLES = ['owner', 'editor', 'viewer'] as const

/** Numbers are indexes into the list, from `none` on; Django's choices are often single letters. */
const OLDER_PRIORITIES: Record<string, Priority> = {
  ...Object.fromEntries(PRIORITIES.flatMap((name, rank) => [name, String(rank), name.charAt(0)].map((w) => [w, name]))),
  normal: 'medium',
  moderate: 'medium',
  critical: 'urgent',
}

const OLDER_ROLES: Record<string, ProjectRole> = {
  owner: 'owner',
  admin: 'owner',
  manager: 'owner',
  editor: 'editor',
  member: 'editor',
  contributor: 'editor',
  viewer: 'viewer',
  guest: 'viewer',
  observer: 'viewer',
}

const MEANINGS: Record<string, readonly string[]> = { status: STATUSES, priority: PRIORITIES, role: ROLES }

/** `given` holds the operator's own mapping, such as `status:blocked` → `in_progress`. */
export function wordsWith(given: ReadonlyMap<string, string>): Words {
  for (const [word, meaning] of given) requireMeaning(word, meaning)
  const look = <M extends string>(kind: string, word: string, known: (word: string) => M | undefined) =>
    (given.get(`${kind}:${word}`) as M | undefined) ?? known(word)
  return {
    status: (word) => look('status', word, statusFromOlder),
    priority: (word) => look('priority', word, (one) => own(OLDER_PRIORITIES, one)),
    role: (word) => look('role', word, (one) => own(OLDER_ROLES, one)),
  }
}

function requireMeaning(word: string, meaning: string): void {
  const [kind = ''] = word.split(':')
  const meanings = MEANINGS[kind]
  if (!meanings) throw new Error(`--word starts with ${Object.keys(MEANINGS).join(':, ')}:, not with ${word}.`)
  if (!meanings.includes(meaning)) throw new Error(`--word ${word} can mean ${meanings.join(', ')}, not ${meaning}.`)
}

function own<V>(words: Record<string, V>, word: string): V | undefined {
  const plain = word.trim().toLowerCase()
  return Object.hasOwn(words, plain) ? words[plain] : undefined
}
