import { ownName } from './base-path.ts'
import type { NewTask } from './schema.d.ts'
import { session } from './server/session.ts'

/**
 * Text that has been typed but not saved. It outlives the page and the session; it is deleted when it is saved or
 * discarded, or when its author logs out. Other users who log in here cannot read it.
 */
export type Draft = {
  text: string
  /** The text before editing began, and the version of its task. */
  before?: string
  version?: number
  /**
   * The fields chosen for a new task besides its text, and the parts of the text that were turned back into plain text.
   */
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
  /** If there is no room for a draft, typing continues without an error. */
  set: (name: string, draft: Omit<Draft, 'at'>): void => {
    if (!session.get()) return
    try {
      localStorage.setItem(keyOf(name), JSON.stringify({ ...draft, at: new Date().toISOString() }))
    } catch {}
  },
  drop: (name: string): void => localStorage.removeItem(keyOf(name)),
  /** On logging out: deletes the drafts of this user only. */
  clear: (): void => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(keyOf(''))) localStorage.removeItem(key)
  },
}

const keyOf = (name: string): string => `${PREFIX}${session.get()?.user.id ?? 0}.${name}`
