import { sendOrQueue } from '../offline/queue.ts'
import type { Write } from '../offline/writes.ts'
import type { Task } from '../schema.d.ts'
import { bodyOf, client, isGone, isStale } from '../server/client.ts'
import { afterCreation, isBeingCreated } from './adding.ts'
import { readTask } from './reading.ts'
import { type TaskPatch, taskStore } from './task-store.ts'
import { optimistic } from './temporary.ts'

/** How long a completed row stays, so that the user sees what happened. */
export const LEAVING_MS = 600

/** Changes a task with an optimistic update; if the server refuses, throws a Refusal and reverts it. */
export async function updateTask(id: number, patch: TaskPatch, expected?: number): Promise<void> {
  if (isBeingCreated({ id })) return afterCreation([{ id, patch }], async ([now]) => now && updateTask(now.id, patch))
  const writes = [updateOf(id, patch)]
  const settle = taskStore.patch(id, optimistic(patch))
  const put = taskStore.reading()
  try {
    const body = { ...patch, ...(expected !== undefined && { version: expected }) }
    const send = () => inTurn(id, () => bodyOf(client.PATCH('/api/tasks/{id}', { params: { path: { id } }, body })))
    const task = await sendOrQueue(
      send,
      writes.flatMap((write) => write ?? []),
    )
    if (task) put([task])
  } catch (reason) {
    if (isGone(reason)) taskStore.forget(id)
    if (isStale(reason)) put([await readTask(id)])
    throw reason
  } finally {
    settle()
  }
}

/**
 * A change in the format of the queue, with the current values of its fields; undefined for a task that is not loaded.
 */
export function updateOf(id: number, patch: TaskPatch): Write | undefined {
  const task = taskStore.get(id)
  if (!task) return undefined
  const fields = Object.keys(patch) as (keyof TaskPatch)[]
  const before = Object.fromEntries(fields.map((field) => [field, task[field]])) as TaskPatch
  return { kind: 'update', uid: task.uid, patch, before, version: id > 0 ? taskStore.known(id)?.version : undefined }
}

export function completeTask(id: number): Promise<void> {
  taskStore.linger(id, LEAVING_MS)
  const patch = { status: 'completed' } as const
  if (isBeingCreated({ id })) return afterCreation([{ id, patch }], async ([now]) => now && completeTask(now.id))
  return updateTask(id, patch)
}

/** Reverts a completion to the status that the task had. */
export function reopenTask(id: number, status: Task['status'] = 'pending'): Promise<void> {
  taskStore.stay(id)
  return updateTask(id, { status })
}

export async function deleteTask(id: number): Promise<void> {
  const held = taskStore.known(id)
  taskStore.forget(id)
  try {
    const send = async () => {
      await client.DELETE('/api/tasks/{id}', { params: { path: { id } } })
      return true
    }
    const isSent = held ? await sendOrQueue(send, [{ kind: 'delete', uid: held.uid }], [held]) : await send()
    // While it is in the queue it can still be undone.
    if (held && !isSent) taskStore.put([held])
  } catch (reason) {
    if (held && !isGone(reason)) taskStore.put([held])
    throw reason
  }
}

const turns = new Map<number, Promise<unknown>>()

/** Changes of one task reach the server in the order in which they were made. */
export function inTurn<T>(id: number, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(id) ?? Promise.resolve()).catch(() => {}).then(work)
  turns.set(id, turn)
  return turn
}

const PATIENCE_MS = 3_000

/** Resolves when the pending changes have been answered, or after a while. */
export const changesSettled = (): Promise<unknown> =>
  Promise.race([Promise.allSettled(turns.values()), new Promise((next) => setTimeout(next, PATIENCE_MS))])
