import type { NewTask, Task } from '../schema.d.ts'
import { session } from '../server/session.ts'
import type { TaskPatch } from '../tasks/task-store.ts'
import type { Place } from '../tasks/temporary.ts'
import { offlineDatabase } from './database.ts'

/**
 * A change that could not be sent. `before` holds the previous values of the changed fields, and `version` their
 * version: conflicts are detected from these.
 */
export type Write =
  | { kind: 'create'; uid: string; input: NewTask }
  | { kind: 'update'; uid: string; patch: TaskPatch; before: TaskPatch; version?: number | undefined }
  | { kind: 'move'; uid: string; place: Place }
  | { kind: 'delete'; uid: string }

export type Trouble = { kind: 'conflict'; theirs: Task } | { kind: 'refused'; detail: string }

/**
 * A write in the queue. `version` is that of the task it is based on; a task that is itself in the queue has none yet.
 */
export type Waiting = Write & {
  key: number
  user: number
  /** Its id on the server, if it has one. */
  task: number | undefined
  title: string
  version: number | undefined
  trouble?: Trouble
  /** The server's error message, if it failed; the write is sent again nevertheless. */
  failure?: string
}

type NewWaiting = Omit<Waiting, 'key' | 'user'> & Write

/** In the order in which they were made. */
export async function readWrites(user: number): Promise<Waiting[]> {
  return (await (await offlineDatabase())?.getAllFromIndex('writes', 'user', user)) ?? []
}

/** Stores writes until they can be sent; false if there is no room for them. */
export async function enqueueWrites(writes: readonly NewWaiting[]): Promise<boolean> {
  const db = await offlineDatabase()
  const user = session.get()?.user.id
  if (!db || !user) return false
  // Survives a power failure.
  const tx = db.transaction('writes', 'readwrite', { durability: 'strict' })
  for (const write of writes) void tx.store.add({ ...write, user } as Waiting).catch(() => {})
  return tx.done.then(
    () => true,
    () => false,
  )
}

/** Changes a write that is still in the queue: it may have been discarded while it was being sent. */
export async function changeWrite(write: Waiting): Promise<void> {
  const db = await offlineDatabase()
  if (!db) return
  const tx = db.transaction('writes', 'readwrite')
  if (await tx.store.getKey(write.key)) await tx.store.put(write)
  await tx.done
}

/** Removes a write from the queue; later writes on the same task are based on the server's response. */
export async function finishWrite(write: Waiting, task: Task | undefined): Promise<void> {
  const db = await offlineDatabase()
  if (!db) return
  const tx = db.transaction('writes', 'readwrite')
  await tx.store.delete(write.key)
  for (const later of await tx.store.index('user').getAll(write.user)) {
    if (!task || later.uid !== write.uid || later.key < write.key) continue
    // Based on the same version as the write that was sent: nobody else has changed the task in between.
    if (later.version === write.version) await tx.store.put({ ...later, task: task.id, version: task.version })
  }
  await tx.done
}

/** Discards writes. Writes on a task whose creation is discarded are discarded with it. */
export async function dropWrite(write: Waiting): Promise<void> {
  const db = await offlineDatabase()
  if (!db) return
  const tx = db.transaction('writes', 'readwrite')
  await tx.store.delete(write.key)
  for (const other of await tx.store.index('user').getAll(write.user)) {
    if (write.kind === 'create' && other.uid === write.uid) await tx.store.delete(other.key)
  }
  await tx.done
}

export async function dropAllWrites(user: number): Promise<void> {
  const db = await offlineDatabase()
  if (!db) return
  const tx = db.transaction('writes', 'readwrite')
  for (const key of await tx.store.index('user').getAllKeys(user)) await tx.store.delete(key)
  await tx.done
}
