import { type EventType, type SubjectType, subjectOf } from '../events/catalog.ts'
import type { Scope } from '../tables/scope.ts'

/** The part of an event that invalidates caches. */
export type Change = { type: EventType; subject: number; audience: readonly Scope[] }

/**
 * The version at which each scope and task was last changed, counted in changes that this process has processed. Cached
 * data is compared with it. A scope is the id of a project or the negative id of a user. No change is missed: entries
 * that are dropped for lack of room count as changed.
 */
export class ChangeVersions {
  #current = 0
  #everything = 0
  readonly #access = new Map<Scope, number>()
  readonly #contents = new Map<Scope, number>()
  readonly #surroundings = new Map<Scope, number>()
  readonly #tasks = new Map<number, number>()

  /** The current version. */
  get current(): number {
    return this.#current
  }

  record({ type, subject, audience }: Change): void {
    if (CHANGES_EVERYTHING.has(type) || this.#isFull()) this.invalidateAll()
    this.#current++
    const subjectType = subjectOf(type)
    const isTask = subjectType === 'task'
    if (isTask) this.#tasks.set(subject, this.#current)
    for (const scope of audience) {
      if (DECIDES_ACCESS.has(subjectType)) this.#access.set(scope, this.#current)
      if (subjectType === 'session') continue
      this.#contents.set(scope, this.#current)
      if (!isTask) this.#surroundings.set(scope, this.#current)
    }
  }

  /** Counts everything as changed. */
  invalidateAll(): void {
    this.#everything = ++this.#current
    for (const counts of [this.#access, this.#contents, this.#surroundings, this.#tasks]) counts.clear()
  }

  /** Whether permissions, names or sessions in these scopes may have changed after `since`. */
  accessChanged(scopes: readonly Scope[], since: number): boolean {
    return this.#changed(this.#access, scopes, since)
  }

  /** Whether anything in these scopes may have changed after `since`. */
  contentsChanged(scopes: readonly Scope[], since: number): boolean {
    return this.#changed(this.#contents, scopes, since)
  }

  /** Whether a task that is visible through these scopes, or what it refers to, may have changed after `since`. */
  taskChanged(id: number, scopes: readonly Scope[], since: number): boolean {
    return this.#changed(this.#tasks, [id], since) || this.#changed(this.#surroundings, scopes, since)
  }

  #changed<Key>(counts: ReadonlyMap<Key, number>, keys: readonly Key[], since: number): boolean {
    if (this.#everything > since) return true
    if (this.#current === since) return false
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

/** Events about these may change a user's identity or what they may see. */
const DECIDES_ACCESS: ReadonlySet<SubjectType> = new Set(['user', 'profile', 'session', 'project'])

const MAX_ENTRIES = 200_000
