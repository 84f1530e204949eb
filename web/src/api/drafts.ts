import { ownName } from './base-path.ts'
import type { NewTask } from './schema.d.ts'
import { session } from './server/session.ts'

/**
 * Text that has been typed and not saved. It outlives the page and the session, and ends when it is saved, thrown away,
 * or its writer logs out. Nobody else who logs in here reads it.
 */
export type Draft = {
  text: string
  /** What the text was before one began, and the version of its task. */
  before?: string
  version?: number
  /** What was chosen for a new task beside its text, and the parts of the text that were turned back into words. */
  chosen?: Partial<NewTask>
  plain?: readonly string[]
  at: string
}

const PREFIX = ownName('draft.')

export const drafts = {
  get: (name: string): Draft | undefined => {
    const stored = localStorage.getItem(keyOf(name))
    return stored ? (JSON.parse(stored) as Draft) : undefined
  },
  /** Typed text that finds no room is not worth losing a keystroke over. */
  set: (name: string, draft: Omit<Draft, 'at'>): void => {
    if (!session.get()) return
    try {
      localStorage.setItem(keyOf(name), JSON.stringify({ ...draft, at: new Date().toISOString() }))
    } catch {}
  },
  drop: (name: string): void => localStorage.removeItem(keyOf(name)),
  /** When somebody logs out: their own, and nobody else's. */
  clear: (): void => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(keyOf(''))) localStorage.removeItem(key)
  },
}

const keyOf = (name: string): string => `${PREFIX}${session.get()?.user.id ?? 0}.${name}`
