import { sendOrQueue } from '../offline/queue.ts'
import type { NewTask, Task } from '../schema.d.ts'
import { bodyOf, client } from '../server/client.ts'
import { type TaskPatch, taskStore } from './task-store.ts'
import { asTask, newUid, optimistic, temporaryIdOf } from './temporary.ts'

type Created = NewTask & { uid: string }

/** The most operations that the server accepts in one request. */
const MOST = 100

/** Shows a new task at once, with a negative id until the server has assigned one. */
export function addTask(input: NewTask): Promise<void> {
  const task = { ...input, uid: newUid() }
  return create([task], async () => [await bodyOf(client.POST('/api/tasks', { body: task }))])
}

/** Adds several tasks in order, all of them or none of each 100. */
export async function addTasks(inputs: readonly NewTask[]): Promise<void> {
  for (let start = 0; start < inputs.length; start += MOST) await addTogether(inputs.slice(start, start + MOST))
}

function addTogether(inputs: readonly NewTask[]): Promise<void> {
  const tasks = inputs.map((input) => ({ ...input, uid: newUid() }))
  const operations = tasks.map((task) => ({ op: 'create' as const, task }))
  return create(tasks, async () => {
    const { results } = await bodyOf(client.POST('/api/tasks/bulk', { body: { operations } }))
    return results.flatMap(({ task }) => task ?? [])
  })
}

/** The tasks that this page is sending for the first time, by uid. */
const creations = new Map<string, Promise<void>>()

async function create(tasks: readonly Created[], send: () => Promise<Task[]>): Promise<void> {
  taskStore.put(tasks.map((task) => asTask(task, temporaryIdOf(task.uid))))
  const creation = sendOrShowQueued(tasks, send)
  for (const { uid } of tasks) creations.set(uid, creation)
  try {
    await creation
  } finally {
    for (const { uid } of tasks) creations.delete(uid)
  }
}

async function sendOrShowQueued(tasks: readonly Created[], send: () => Promise<Task[]>): Promise<void> {
  const put = taskStore.reading()
  let isQueued = false
  try {
    const writes = tasks.map(({ uid, ...input }) => ({ kind: 'create' as const, uid, input }))
    const created = await sendOrQueue(send, writes)
    put(created ?? [])
    isQueued = !created
  } finally {
    if (!isQueued) for (const { uid } of tasks) taskStore.forget(temporaryIdOf(uid))
  }
}

const uidOf = (id: number): string => taskStore.get(id)?.uid ?? ''

export const isBeingCreated = ({ id }: { id: number }): boolean => id < 0 && creations.has(uidOf(id))

/**
 * Shows changes of tasks of which some are still being created, and performs them when these have got their ids.
 * Changes of tasks whose creation failed are dropped.
 */
export async function afterCreation<Change extends { id: number; patch?: TaskPatch }>(
  changes: readonly Change[],
  perform: (changes: Change[]) => Promise<void>,
): Promise<void> {
  const uids = changes.map(({ id }) => uidOf(id))
  const settle = changes.map(({ id, patch = {} }) => taskStore.patch(id, optimistic(patch)))
  await Promise.allSettled(uids.map((uid) => creations.get(uid)))
  const created = changes.flatMap((change, index) => {
    const task = taskStore.knownByUid(uids[index] as string)
    return task ? { ...change, id: task.id } : []
  })
  const performing = created.length > 0 ? perform(created) : undefined
  for (const one of settle) one()
  await performing
}
