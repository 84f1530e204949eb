import { type EventType, type SubjectType, subjectOf } from './catalog.ts'

/** What a change is known by: an event, or the new event that becomes one. */
export type Change = { type: EventType; subject: number; audience: readonly number[] }

/**
 * When each thing was last changed, in changes counted by this process; what it keeps in memory is compared with that.
 * A scope is a project's id, or a user's id with a minus. Nothing is ever missed: what is forgotten for want of room
 * counts as changed.
 */
export class ChangeVersions {
  #now = 0
  #everything = 0
  readonly #access = new Map<number, number>()
  readonly #contents = new Map<number, number>()
  readonly #surroundings = new Map<number, number>()
  readonly #tasks = new Map<number, number>()

  /** The number of the latest change. */
  get now(): number {
    return this.#now
  }

  note({ type, subject, audience }: Change): void {
    if (CHANGES_EVERYTHING.has(type) || this.#isFull()) this.invalidateAll()
    this.#now++
    const subjectType = subjectOf(type)
    const isTask = subjectType === 'task'
    if (isTask) this.#tasks.set(subject, this.#now)
    for (const scope of audience) {
      if (DECIDES_ACCESS.has(subjectType)) this.#access.set(scope, this.#now)
      if (subjectType === 'session') continue
      this.#contents.set(scope, this.#now)
      if (!isTask) this.#surroundings.set(scope, this.#now)
    }
  }

  /** Anything may have changed. */
  invalidateAll(): void {
    this.#everything = ++this.#now
    for (const counts of [this.#access, this.#contents, this.#surroundings, this.#tasks]) counts.clear()
  }

  /** Whether it may be after `since` that somebody of these scopes got other rights or another name, or was signed out. */
  accessChanged(scopes: readonly number[], since: number): boolean {
    return this.#changed(this.#access, scopes, since)
  }

  /** Whether anything in these scopes may have changed after `since`. */
  contentsChanged(scopes: readonly number[], since: number): boolean {
    return this.#changed(this.#contents, scopes, since)
  }

  /** Whether a task that is seen through these scopes may have changed after `since`, or what it refers to. */
  taskChanged(id: number, scopes: readonly number[], since: number): boolean {
    return this.#changed(this.#tasks, [id], since) || this.#changed(this.#surroundings, scopes, since)
  }

  #changed(counts: ReadonlyMap<number, number>, keys: readonly number[], since: number): boolean {
    if (this.#everything > since) return true
    if (this.#now === since) return false
    return keys.some((key) => (counts.get(key) ?? 0) > since)
  }

  #isFull(): boolean {
    return this.#tasks.size + this.#contents.size >= MAX_ENTRIES
  }
}

/**
 * A deleted account leaves its name in any number of places; the tasks of an archived project leave the lists of people
 * who are not members of it.
 */
const CHANGES_EVERYTHING: ReadonlySet<EventType> = new Set(['user.deleted', 'project.archived', 'project.unarchived'])

/** Events about these may change who somebody is, and what they may see. */
const DECIDES_ACCESS: ReadonlySet<SubjectType> = new Set(['user', 'profile', 'session', 'project'])

const MAX_ENTRIES = 200_000
