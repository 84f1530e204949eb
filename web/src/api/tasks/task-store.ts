import { replaceEqualDeep } from '@tanstack/react-query'
import type { Task } from '../schema.d.ts'

export type TaskPatch = Partial<
  Pick<
    Task,
    'title' | 'description' | 'status' | 'priority' | 'due_date' | 'start_date' | 'project' | 'category' | 'assigned_to'
  >
>

/**
 * Every task that this page has loaded, stored once. The server's state and pending changes are separate: a refused
 * change is dropped, a change by another user is never overwritten by an older response, and a deleted task does not come
 * back with one.
 */
export function createTaskStore() {
  const shown = new Map<number, Task>()
  const list = createSnapshot((): readonly Task[] => [...shown.values()])
  const server = createServerState(show)
  const local = createLocalChanges(show)
  const leaving = createLeaving(list.change)

  function show(id: number): void {
    const known = server.tasks.get(id)
    const task = known && local.applyTo(known)
    if (task) shown.set(id, task)
    else shown.delete(id)
    list.change()
  }

  return {
    get: (id: number): Task | undefined => shown.get(id),
    all: list.get,
    subscribe: list.subscribe,
    /** The last state from the server. */
    known: (id: number): Task | undefined => server.tasks.get(id),
    allKnown: (): ReadonlyMap<number, Task> => server.tasks,
    /** The same, by the uid, which does not change when the server assigns an id. */
    knownByUid: (uid: string): Task | undefined => findByUid(server.tasks.values(), uid),
    put: server.put,
    reading: server.reading,
    forget: server.forget,
    forgetWhere: server.forgetWhere,
    patch: local.patch,
    hide: local.hide,
    isLeaving: leaving.has,
    linger: leaving.linger,
    stay: leaving.stay,
    clear: (): void => {
      for (const part of [server, local, leaving, shown]) part.clear()
      list.change()
    },
  }
}

/** Prefers the id of the server to a temporary one. */
function findByUid(tasks: Iterable<Task>, uid: string): Task | undefined {
  let found: Task | undefined
  for (const task of tasks) if (task.uid === uid && (!found || task.id > 0)) found = task
  return found
}

/** A value that is computed again after changes. Listeners are notified once, however much changes at a time. */
function createSnapshot<Value>(compute: () => Value) {
  const listeners = new Set<() => void>()
  let value: Value | undefined
  let isAnnouncing = false
  return {
    get: (): Value => {
      value ??= compute()
      return value
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    change: (): void => {
      value = undefined
      if (isAnnouncing) return
      isAnnouncing = true
      queueMicrotask(() => {
        isAnnouncing = false
        for (const listener of listeners) listener()
      })
    },
  }
}

/** The newest version of each task that the server has returned. */
function createServerState(onChange: (id: number) => void) {
  const tasks = new Map<number, Task>()
  const temporary = createTemporaryIds()
  /** When tasks were deleted or became invisible, counted in such events. */
  const forgotten = new Map<number, number>()
  let forgets = 0

  function put(some: readonly Task[]): void {
    for (const task of some) {
      const held = tasks.get(task.id)
      if (held && held.version > task.version) continue
      // A list that is read again is mostly unchanged: then nothing renders, and nothing is copied to the device.
      const next = replaceEqualDeep(held, task)
      if (next === held) continue
      tasks.set(task.id, next)
      // A live update may show a task before the response to its creation: then it must not be in a list twice.
      const replaced = temporary.replacedBy(task)
      if (replaced !== undefined) forget(replaced)
      onChange(task.id)
    }
  }

  function forget(id: number): void {
    forgotten.set(id, ++forgets)
    tasks.delete(id)
    onChange(id)
  }

  /** To be called before a request; returns a `put` for its response, which omits tasks that were forgotten since. */
  function reading(): (some: readonly Task[]) => void {
    const before = forgets
    return (some) => put(some.filter(({ id }) => (forgotten.get(id) ?? 0) <= before))
  }

  return {
    tasks: tasks as ReadonlyMap<number, Task>,
    put,
    reading,
    forget,
    forgetWhere: (matches: (task: Task) => boolean): void => {
      for (const task of tasks.values()) if (matches(task)) forget(task.id)
    },
    clear: (): void => {
      for (const held of [tasks, temporary, forgotten]) held.clear()
    },
  }
}

/** The ids of tasks that the server has not confirmed yet, by uid. */
function createTemporaryIds() {
  const ids = new Map<string, number>()
  return {
    /** The temporary id of a task, when the server has assigned another. */
    replacedBy: ({ id, uid }: Task): number | undefined => {
      if (id < 0) {
        ids.set(uid, id)
        return undefined
      }
      const temporary = ids.get(uid)
      ids.delete(uid)
      return temporary
    },
    clear: (): void => ids.clear(),
  }
}

/** What the user has changed and the server has not confirmed. */
function createLocalChanges(onChange: (id: number) => void) {
  const pending = new Map<number, { patch: Partial<Task> }[]>()
  /** Deleted on the screen, while that can still be undone. */
  const hidden = new Set<number>()
  return {
    /** Undefined if the task is hidden. */
    applyTo: (task: Task): Task | undefined => {
      const changes = pending.get(task.id)
      if (hidden.has(task.id)) return undefined
      return changes ? Object.assign({}, task, ...changes.map(({ patch }) => patch)) : task
    },
    /**
     * Shows a change before the server has responded. Returns a function to call after the response, and after `put`.
     */
    patch: (id: number, patch: Partial<Task>): (() => void) => {
      const change = { patch }
      pending.set(id, [...(pending.get(id) ?? []), change])
      onChange(id)
      return () => {
        const rest = (pending.get(id) ?? []).filter((other) => other !== change)
        if (rest.length > 0) pending.set(id, rest)
        else pending.delete(id)
        onChange(id)
      }
    },
    /** Returns a function that shows it again. */
    hide: (id: number): (() => void) => {
      hidden.add(id)
      onChange(id)
      return () => {
        hidden.delete(id)
        onChange(id)
      }
    },
    clear: (): void => {
      for (const held of [pending, hidden]) held.clear()
    },
  }
}

/** Just completed: lists show them until their animation has ended. */
function createLeaving(onChange: () => void) {
  const leaving = new Set<number>()
  return {
    has: (id: number): boolean => leaving.has(id),
    linger: (id: number, ms: number): void => {
      leaving.add(id)
      onChange()
      setTimeout(() => {
        leaving.delete(id)
        onChange()
      }, ms)
    },
    stay: (id: number): void => void leaving.delete(id),
    clear: (): void => leaving.clear(),
  }
}

export const taskStore = createTaskStore()
