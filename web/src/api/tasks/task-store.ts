import { replaceEqualDeep } from '@tanstack/react-query'
import type { Task } from '../schema.d.ts'

export type TaskPatch = Partial<
  Pick<
    Task,
    'title' | 'description' | 'status' | 'priority' | 'due_date' | 'start_date' | 'project' | 'category' | 'assigned_to'
  >
>
type Pending = { patch: Partial<Task> }

/**
 * Every task that this page has loaded, stored once. The server's state and pending changes are separate: a refused
 * change is dropped, and a change by another user is never overwritten by an older response.
 */
export function createTaskStore() {
  const known = new Map<number, Task>()
  const pending = new Map<number, Pending[]>()
  const shown = new Map<number, Task>()
  /** Just completed: lists show them until their animation has ended. */
  const leaving = new Set<number>()
  /** The temporary ids of tasks that the server has not confirmed yet, by uid. */
  const temporary = new Map<string, number>()
  /** Deleted on the screen, while that can still be undone. */
  const hidden = new Set<number>()
  const listeners = new Set<() => void>()
  let all: readonly Task[] | undefined = []
  let isAnnouncing = false

  /** Lists are notified once, however much changes at a time. */
  function announce(): void {
    all = undefined
    if (isAnnouncing) return
    isAnnouncing = true
    queueMicrotask(() => {
      isAnnouncing = false
      for (const listener of listeners) listener()
    })
  }

  function show(id: number): void {
    const task = known.get(id)
    if (!task || hidden.has(id)) shown.delete(id)
    else {
      const patches = pending.get(id)
      shown.set(id, patches ? Object.assign({}, task, ...patches.map(({ patch }) => patch)) : task)
    }
    announce()
  }

  function put(tasks: readonly Task[]): void {
    for (const task of tasks) {
      const held = known.get(task.id)
      if (held && held.version > task.version) continue
      // A list that is read again is mostly unchanged: then nothing renders, and nothing is copied to the device.
      const next = replaceEqualDeep(held, task)
      if (next === held) continue
      known.set(task.id, next)
      replaceTemporary(task)
      show(task.id)
    }
  }

  /** A live update may show a task before the response to its creation: then it must not be in a list twice. */
  function replaceTemporary({ id, uid }: Task): void {
    if (id < 0) temporary.set(uid, id)
    else if (temporary.has(uid)) {
      forget(temporary.get(uid) as number)
      temporary.delete(uid)
    }
  }

  function forget(id: number): void {
    known.delete(id)
    show(id)
  }

  function drop(id: number, one: Pending): void {
    const rest = (pending.get(id) ?? []).filter((other) => other !== one)
    if (rest.length > 0) pending.set(id, rest)
    else pending.delete(id)
    show(id)
  }

  return {
    get: (id: number): Task | undefined => shown.get(id),
    /** The last state from the server. */
    known: (id: number): Task | undefined => known.get(id),
    allKnown: (): ReadonlyMap<number, Task> => known,
    /** The same, by the uid, which does not change when the server assigns an id. */
    knownByUid: (uid: string): Task | undefined => {
      let found: Task | undefined
      for (const task of known.values()) if (task.uid === uid && (!found || task.id > 0)) found = task
      return found
    },
    all: (): readonly Task[] => {
      all ??= [...shown.values()]
      return all
    },
    isLeaving: (id: number): boolean => leaving.has(id),
    linger: (id: number, ms: number): void => {
      leaving.add(id)
      announce()
      setTimeout(() => {
        leaving.delete(id)
        announce()
      }, ms)
    },
    stay: (id: number): void => void leaving.delete(id),
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    put,
    forget,
    forgetWhere: (matches: (task: Task) => boolean): void => {
      for (const task of known.values()) if (matches(task)) forget(task.id)
    },
    /**
     * Shows a change before the server has responded. Returns a function to call after the response, and after `put`.
     */
    patch: (id: number, patch: Partial<Task>): (() => void) => {
      const one = { patch }
      pending.set(id, [...(pending.get(id) ?? []), one])
      show(id)
      return () => drop(id, one)
    },
    /** Returns a function that shows it again. */
    hide: (id: number): (() => void) => {
      hidden.add(id)
      show(id)
      return () => {
        hidden.delete(id)
        show(id)
      }
    },
    clear: (): void => {
      for (const map of [known, pending, shown, temporary]) map.clear()
      hidden.clear()
      leaving.clear()
      announce()
    },
  }
}

export const taskStore = createTaskStore()
