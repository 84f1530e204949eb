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
/** What takes each of them off the screen again. */
const shown = new Map<string, () => void>()
let syncing: Promise<void> = Promise.resolve()

/** Changes of this user that were not sent yet. */
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
  /** The queue has changed here: shows what it is now, in all tabs. */
  announce: async (): Promise<void> => {
    tabs.postMessage('changed')
    await sync()
  },
}

export const useWaiting = (): readonly Waiting[] => useSyncExternalStore(queue.subscribe, queue.get)

tabs.onmessage = () => void sync()

/** Shows what the queue holds on the tasks that it changes. */
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

/** One whose task has come to be is shown on that. */
const nameOf = ({ key, task }: Waiting): string => `${key} ${task ?? ''}`

/**
 * Sends by `send`; or queues `writes` where the server cannot be reached, or where others on the same task wait already, and
 * answers undefined. `tasks` are those that the store does not hold any more.
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

/** No answer, or that of a proxy which could not reach the server either. */
export const isUnreachable = (reason: unknown): boolean =>
  reason instanceof Refusal && (reason.status === 0 || (reason.status >= 502 && reason.status <= 504))
