import { sendOrQueue } from '../offline/queue.ts'
import type { Write } from '../offline/writes.ts'
import type { BulkRequest } from '../schema.d.ts'
import { bodyOf, client, isGone } from '../server/client.ts'
import { afterCreation, isBeingCreated } from './adding.ts'
import { reloadTasks } from './reading.ts'
import { type TaskPatch, taskStore } from './task-store.ts'
import { optimistic, type Place, rankAt } from './temporary.ts'
import { inTurn, LEAVING_MS, updateOf } from './writing.ts'

/** A change of one of several tasks. `before` and `after` are neighbours in the manual order. */
export type Change = { id: number; patch?: TaskPatch; place?: Place }
export type { Place } from './temporary.ts'

type Operation = BulkRequest['operations'][number]
const MOST = 100

/**
 * Changes several tasks with an optimistic update and one request for each 100; all of them are reverted if the server
 * refuses.
 */
export async function changeTasks(changes: readonly Change[]): Promise<void> {
  if (changes.some(isBeingCreated)) return afterCreation(changes, changeTasks)
  const writes = changes.flatMap((change) => writesOf(change).map((write) => ({ id: change.id, write })))
  const settle = changes.map(({ id, patch = {}, place }) =>
    taskStore.patch(id, { ...optimistic(patch), ...(place && { rank: rankAt(id, place) }) }),
  )
  for (const { id, patch } of changes) {
    if (patch?.status === 'completed') taskStore.linger(id, LEAVING_MS)
    else if (patch?.status) taskStore.stay(id)
  }
  try {
    for (let start = 0; start < changes.length; start += MOST) {
      const some = changes.slice(start, start + MOST)
      const ids = some.map(({ id }) => id)
      const waiting = writes.filter(({ id }) => ids.includes(id)).map(({ write }) => write)
      await sendOrQueue(() => send(ids, some.flatMap(operationsOf)), waiting)
    }
  } finally {
    for (const one of settle) one()
  }
}

export async function deleteTasks(ids: readonly number[]): Promise<void> {
  const held = ids.flatMap((id) => taskStore.known(id) ?? [])
  for (const id of ids) taskStore.forget(id)
  const left = new Set(ids)
  try {
    for (let start = 0; start < ids.length; start += MOST) {
      const some = ids.slice(start, start + MOST)
      const of = held.filter(({ id }) => some.includes(id))
      const request = () =>
        send(
          some,
          some.map((id) => ({ op: 'delete', id })),
        )
      const isSent = await sendOrQueue(
        request,
        of.map(({ uid }) => ({ kind: 'delete', uid })),
        of,
      )
      if (!isSent) taskStore.put(of)
      for (const id of some) left.delete(id)
    }
  } catch (reason) {
    taskStore.put(held.filter(({ id }) => left.has(id)))
    throw reason
  }
}

/** Moves a task within the manual order. */
export async function moveTask(id: number, place: Place): Promise<void> {
  const writes = writesOf({ id, place })
  const settle = taskStore.patch(id, { rank: rankAt(id, place) })
  const put = taskStore.reading()
  try {
    const params = { path: { id } }
    const send = () => inTurn(id, () => bodyOf(client.POST('/api/tasks/{id}/move', { params, body: place })))
    const task = await sendOrQueue(send, writes)
    if (task) put([task])
  } finally {
    settle()
  }
}

/** A change in the format of the queue. */
function writesOf({ id, patch, place }: Change): Write[] {
  const update = patch && Object.keys(patch).length > 0 ? updateOf(id, patch) : undefined
  const uid = taskStore.get(id)?.uid
  return [...(update ? [update] : []), ...(place && uid ? [{ kind: 'move' as const, uid, place: lasting(place) }] : [])]
}

/** Next to a task that the server does not know yet, the place becomes the end of the order. */
const lasting = (place: Place): Place =>
  ('before' in place && place.before < 0) || ('after' in place && place.after < 0) ? { last: true } : place

function operationsOf({ id, patch, place }: Change): Operation[] {
  const operations: Operation[] = []
  if (patch && Object.keys(patch).length > 0) operations.push({ op: 'update', id, task: patch })
  if (place) operations.push({ op: 'move', id, ...place })
  return operations
}

/** Sent after the pending changes of these tasks. */
async function send(ids: readonly number[], operations: Operation[]): Promise<true> {
  const put = taskStore.reading()
  const request = Promise.all(ids.map((id) => inTurn(id, async () => {}))).then(() =>
    bodyOf(client.POST('/api/tasks/bulk', { body: { operations } })),
  )
  for (const id of ids) void inTurn(id, () => request).catch(() => {})
  const { results } = await request.catch((reason: unknown) => {
    // One of them has been deleted: the others are shown again.
    if (isGone(reason)) void reloadTasks(ids).catch(() => {})
    throw reason
  })
  put(results.flatMap(({ task }) => task ?? []))
  return true
}
