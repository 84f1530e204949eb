import type { QueryClient } from '@tanstack/react-query'
import type { IDBPTransaction } from 'idb'
import type { Task, User } from '../schema.d.ts'
import { session } from '../server/session.ts'
import { reloadTasks } from '../tasks/reading.ts'
import { taskStore } from '../tasks/task-store.ts'
import { keysOf, offlineDatabase, type Stores } from './database.ts'

const PAUSE_MS = 1_000
/** Data of the admin panel and of searches is not stored on the device. */
const NOT_STORED = new Set(['admin', 'search'])

let isScheduled = false
const nothing = () => ({
  user: undefined as User | undefined,
  tasks: new Map<number, Task>(),
  queries: new Map<string, number>(),
})
/** The content of the copy. */
let saved = nothing()

/** Stores a copy of everything that this page has read on the device. */
export function keepCopies(queries: QueryClient): void {
  const schedule = () => {
    if (isScheduled || !session.get()) return
    isScheduled = true
    setTimeout(() => {
      isScheduled = false
      // If there is no room, everything is written again next time, because the state of the copy is unknown.
      void save(queries).catch(() => {
        saved = nothing()
      })
    }, PAUSE_MS)
  }
  taskStore.subscribe(schedule)
  queries.getQueryCache().subscribe(schedule)
}

async function save(queries: QueryClient): Promise<void> {
  const user = session.get()?.user
  const db = await offlineDatabase()
  if (!db || !user || session.get()?.user.id !== user.id) return
  if (saved.user?.id !== user.id) saved = nothing()
  const changes = [...changesOfUser(user), ...changesOfTasks(user.id), ...changesOfQueries(user.id, queries)]
  if (changes.length === 0) return
  const tx = db.transaction(['users', 'tasks', 'queries'], 'readwrite')
  for (const change of changes) void change(tx).catch(() => {})
  await tx.done
}

type Change = (tx: IDBPTransaction<Stores, ('users' | 'tasks' | 'queries')[], 'readwrite'>) => Promise<unknown>

function changesOfUser(user: User): Change[] {
  if (saved.user === user) return []
  saved.user = user
  return [(tx) => tx.objectStore('users').put(user, user.id)]
}

function changesOfTasks(user: number): Change[] {
  const changes: Change[] = []
  const known = taskStore.allKnown()
  for (const [id, task] of known) {
    if (id < 0 || saved.tasks.get(id) === task) continue
    saved.tasks.set(id, task)
    changes.push((tx) => tx.objectStore('tasks').put(task, [user, id]))
  }
  for (const id of saved.tasks.keys()) {
    if (known.has(id)) continue
    saved.tasks.delete(id)
    changes.push((tx) => tx.objectStore('tasks').delete([user, id]))
  }
  return changes
}

function changesOfQueries(user: number, queries: QueryClient): Change[] {
  const changes: Change[] = []
  for (const { queryKey: key, queryHash, state } of queries.getQueryCache().getAll()) {
    const { data, dataUpdatedAt: at } = state
    if (data === undefined || NOT_STORED.has(String(key[0])) || saved.queries.get(queryHash) === at) continue
    saved.queries.set(queryHash, at)
    changes.push((tx) => tx.objectStore('queries').put({ key, data, at }, [user, queryHash]))
  }
  return changes
}

/** Items that may have been deleted; checked when the server can be reached. */
let unsure: number[] = []

/** The user whose copy is on this device. */
export const copiedUser = async (id: number): Promise<User | undefined> =>
  (await offlineDatabase())?.get('users', id).catch(() => undefined)

/** Fills the page with the copy of a user's data. */
export async function restoreCopies(userId: number, queries: QueryClient): Promise<void> {
  const db = await offlineDatabase()
  if (!db) return
  const tasks = await db.getAll('tasks', keysOf(userId))
  for (const { key, data, at } of await db.getAll('queries', keysOf(userId))) {
    queries.setQueryData(key, data, { updatedAt: at })
  }
  taskStore.put(tasks)
  saved = { ...nothing(), user: session.get()?.user, tasks: new Map(tasks.map((task) => [task.id, task])) }
  unsure = tasks.map(({ id }) => id)
}

/** When the server can be reached again: updates what is shown from the copy, and removes what has been deleted. */
export function checkCopies(): Promise<void> {
  const ids = unsure
  unsure = []
  return reloadTasks(ids)
}
