import { subjectOf } from '../../../events/catalog.ts'
import type { EventMessage } from '../log/event-message.ts'
import { joinedBy, lostBy } from '../visibility.ts'
import type { Key, Kind } from './sources.ts'

/** The resources that may have changed, or been gained or lost. */
export class Candidates {
  readonly #keys = new Map<Kind, Map<string, Key>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(kind: Kind, key: Key): void {
    const keys = this.#keys.get(kind) ?? new Map<string, Key>()
    this.#keys.set(kind, keys.set(key.join(), key))
    this.#size = [...this.#keys.values()].reduce((sum, { size }) => sum + size, 0)
  }

  keysOf(kind: Kind): Key[] {
    return [...(this.#keys.get(kind)?.values() ?? [])]
  }
}

/** What an event has in store for a client. */
export type Effect =
  | { kind: 'none' | 'everything' }
  /** The times of the user's reminders have changed; with a project, of those of its tasks. */
  | { kind: 'reminders'; project?: number }
  /** The user joined or left a project: it is added or discarded as a whole. */
  | { kind: 'project'; project: number }

/**
 * Takes an event into account for a user who sees these scopes, and makes them what they see after it. Events must come in
 * the order of the log, each once.
 */
export function consider(event: EventMessage, userId: number, scopes: Set<number>, candidates: Candidates): Effect {
  const { type, subject_id: subject } = event
  // Their name is taken off things in any number of places.
  if (type === 'user.deleted') return { kind: 'everything' }
  const joined = joinedBy(event)
  if (joined?.userId === userId) {
    scopes.add(joined.project)
    return { kind: 'project', project: joined.project }
  }
  const lost = lostBy(event)
  if (lost && (lost.userId ?? userId) === userId && scopes.delete(lost.project)) {
    return { kind: 'project', project: lost.project }
  }
  const seen = event.audience.filter((scope) => scopes.has(scope))
  // An assignee from outside has reminders of its tasks without seeing the project.
  if (type === 'project.archived' || type === 'project.unarchived') {
    if (seen.length > 0) candidates.add('project', [subject])
    return { kind: 'reminders', project: subject }
  }
  if (seen.length === 0) return { kind: 'none' }
  const kind = subjectOf(type)
  if (kind === 'user' || kind === 'session') candidates.add('account', [userId])
  else if (kind === 'profile') candidates.add('profile', [userId])
  else if (kind === 'person')
    for (const project of seen.filter((scope) => scope > 0)) candidates.add('member', [project, subject])
  else if (kind !== 'admin_action') candidates.add(kind, [subject])
  const member = (event.changes.user_id?.to ?? event.changes.user_id?.from) as number | undefined
  if (kind === 'project' && member !== undefined) candidates.add('member', [subject, member])
  return { kind: kind === 'profile' && event.changes.timezone ? 'reminders' : 'none' }
}
