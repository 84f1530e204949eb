import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { basePath } from '../base-path.ts'
import type { Task, User } from '../schema.d.ts'
import type { Waiting } from './writes.ts'

/** What a page needs to open without a network, by user. It never contains a token. */
export interface Stores extends DBSchema {
  users: { key: number; value: User }
  tasks: { key: [user: number, id: number]; value: Task }
  queries: { key: [user: number, hash: string]; value: { key: readonly unknown[]; data: unknown; at: number } }
  writes: { key: number; value: Waiting; indexes: { user: number } }
}

export type OfflineDatabase = IDBPDatabase<Stores>

let opened: Promise<OfflineDatabase | undefined> | undefined

/** Undefined if the browser has no database, as in some private windows: then nothing is stored. */
export function offlineDatabase(): Promise<OfflineDatabase | undefined> {
  opened ??= open().catch(() => undefined)
  return opened
}

// Asynchronous, since some browsers have no `indexedDB` at all, and others throw when it is used.
const open = async (): Promise<OfflineDatabase> =>
  openDB<Stores>(`docket ${basePath}`, 1, {
    upgrade: (db) => {
      db.createObjectStore('users')
      db.createObjectStore('tasks')
      db.createObjectStore('queries')
      db.createObjectStore('writes', { keyPath: 'key', autoIncrement: true }).createIndex('user', 'user')
    },
    // The browser has closed the database, for example to free space: it can be opened again.
    terminated: () => {
      opened = undefined
    },
  })

/** The range of all keys of a user in a store whose keys start with the user. */
export const keysOf = (user: number): IDBKeyRange => IDBKeyRange.bound([user], [user, []])

/** Deletes the data that was read for a user. The user's own changes stay until they are sent or discarded. */
export async function eraseCopies(user: number): Promise<void> {
  const db = await offlineDatabase()
  if (!db) return
  const tx = db.transaction(['users', 'tasks', 'queries'], 'readwrite')
  await Promise.all([
    tx.objectStore('users').delete(user),
    tx.objectStore('tasks').delete(keysOf(user)),
    tx.objectStore('queries').delete(keysOf(user)),
    tx.done,
  ])
}

/** Deletes the data that was read for other users, when another user logs in here or the session has ended. */
export async function eraseCopiesOfOthers(user?: number): Promise<void> {
  const others = (await (await offlineDatabase())?.getAllKeys('users')) ?? []
  for (const other of others) if (other !== user) await eraseCopies(other)
}
