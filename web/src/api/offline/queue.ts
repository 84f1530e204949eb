import { useSyncExternalStore } from 'react'
import { ownName } from '../base-path.ts'
import type { Task } from '../schema.d.ts'
import { Refusal } from '../server/client.ts'
import { session } from '../server/session.ts'
import { taskStore } from '../tasks/task-store.ts'
import { showWrite } from './showing.ts'
import { enqueueWrites, readWrites, type Waiting, type Write } from './writes.ts'

const tabs = new BroadcastChannel(ownName('writes'))
const listeners = new Set<() => void>()
const NONE: readonly Waiting[] = []
let waiting = NONE
/** The functions that stop showing each of them. */
const shown = new Map<string, () => void>()
let syncing: Promise<void> = Promise.resolve()

/** Changes of this user that have not been sent. */
export const queue = {
  get: (): readonly Waiting[] => waiting,
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  sync,
  /** After the store was emptied: shows everything again. */
  restart: (): Promise<void> => {
    shown.clear()
    return sync()
  },
  /** The queue has changed here: updates what is shown, in all tabs. */
  announce: async (): Promise<void> => {
    tabs.postMessage('changed')
    await sync()
  },
}

export const useWaiting = (): readonly Waiting[] => useSyncExternalStore(queue.subscribe, queue.get)

tabs.onmessage = () => void sync()

/** Applies the queued changes to the tasks that are shown. */
function sync(): Promise<void> {
  syncing = syncing
    .catch(() => {})
    .then(async () => {
      const user = session.get()?.user.id
      const held = user ? await readWrites(user) : NONE
      if (session.get()?.user.id !== user) return
      const names = new Set(held.map(nameOf))
      for (const [name, settle] of shown) {
        if (names.has(name)) continue
        settle()
        shown.delete(name)
      }
      for (const write of held) if (!shown.has(nameOf(write))) shown.set(nameOf(write), showWrite(write))
      if (held.length === 0 && waiting.length === 0) return
      waiting = held
      for (const listener of listeners) listener()
    })
  return syncing
}

/** The name changes when the task gets its id, so that the change is then shown on that id. */
const nameOf = ({ key, task }: Waiting): string => `${key} ${task ?? ''}`

/**
 * Sends with `send`. Queues `writes` and resolves with undefined if the server cannot be reached, or if other writes on
 * the same task are already queued. `tasks` are those that are no longer in the store.
 */
export async function sendOrQueue<T>(
  send: () => Promise<T>,
  writes: readonly Write[],
  tasks: readonly Task[] = [],
): Promise<T | undefined> {
  const uids = new Set(writes.map(({ uid }) => uid))
  if (!waiting.some(({ uid }) => uids.has(uid))) {
    try {
      return await send()
    } catch (reason) {
      if (!isUnreachable(reason) || writes.length === 0 || !session.get()) throw reason
      if (!(await enqueue(writes, tasks))) throw reason
      return undefined
    }
  }
  if (!(await enqueue(writes, tasks))) throw new Refusal(0, {})
  return undefined
}

async function enqueue(writes: readonly Write[], tasks: readonly Task[]): Promise<boolean> {
  const isQueued = await enqueueWrites(
    writes.map((write) => {
      const task = tasks.find(({ uid }) => uid === write.uid) ?? taskStore.knownByUid(write.uid)
      const title = write.kind === 'create' ? write.input.title : (task?.title ?? '')
      const isThere = task !== undefined && task.id > 0
      const read = write.kind === 'update' ? write.version : undefined
      return {
        ...write,
        title,
        task: isThere ? task.id : undefined,
        version: isThere ? (read ?? task.version) : undefined,
      }
    }),
  )
  if (isQueued) await queue.announce()
  return isQueued
}

/** No response, or that of a proxy that could not reach the server either. */
export const isUnreachable = (reason: unknown): boolean =>
  reason instanceof Refusal && (reason.status === 0 || (reason.status >= 502 && reason.status <= 504))
