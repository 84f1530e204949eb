import { subjectOf } from '../../../events/catalog.ts'
import type { EventMessage } from '../log/event-message.ts'
import { projectJoined, projectLost } from '../visibility.ts'
import type { Key, Kind } from './sources.ts'

/** The resources that may have changed, or that the user may have gained or lost. */
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

/** What a client has to read again because of an event. */
type Effect =
  | { kind: 'none' | 'everything' }
  /** The times of the user's reminders have changed; with `project`, only those of reminders of its tasks. */
  | { kind: 'reminders'; project?: number }
  /** The user joined or left a project: it is added or removed as a whole. */
  | { kind: 'project'; project: number }

/**
 * Applies an event for a user who sees these scopes, and updates the scopes. Events must come in the order of the log,
 * each once.
 */
export function applyEvent(event: EventMessage, userId: number, scopes: Set<number>, candidates: Candidates): Effect {
  const { type, subject_id: subject } = event
  // The user's name is removed from any number of resources.
  if (type === 'user.deleted') return { kind: 'everything' }
  const joined = projectJoined(event)
  if (joined?.userId === userId) {
    scopes.add(joined.project)
    return { kind: 'project', project: joined.project }
  }
  const lost = projectLost(event)
  if (lost && (lost.userId ?? userId) === userId && scopes.delete(lost.project)) {
    return { kind: 'project', project: lost.project }
  }
  const seen = event.audience.filter((scope) => scopes.has(scope))
  // An assignee who is not a member has reminders of tasks without seeing the project.
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
  else if (kind !== 'admin_action' && kind !== 'job') candidates.add(kind, [subject])
  const member = (event.changes.user_id?.to ?? event.changes.user_id?.from) as number | undefined
  if (kind === 'project' && member !== undefined) candidates.add('member', [subject, member])
  return { kind: kind === 'profile' && event.changes.timezone ? 'reminders' : 'none' }
}
