import type { Task } from '../schema.d.ts'
import { bodyOf, client } from '../server/client.ts'
import { taskStore } from './task-store.ts'

/** The most that the server reads by id at once. */
export const MOST_IDS = 100

export const readTask = (id: number): Promise<Task> =>
  bodyOf(client.GET('/api/tasks/{id}', { params: { path: { id } } }))

/** Those of at most `MOST_IDS` that the user can see. */
export async function readTasks(ids: readonly number[]): Promise<readonly Task[]> {
  const query = { ids, page_size: MOST_IDS } as never
  return (await bodyOf(client.GET('/api/tasks', { params: { query } }))).results
}

/** Brings tasks in the store up to date, and forgets those that are gone. */
export async function reloadTasks(ids: readonly number[]): Promise<void> {
  for (let start = 0; start < ids.length; start += MOST_IDS) {
    const some = ids.slice(start, start + MOST_IDS)
    const results = await readTasks(some)
    const found = new Set(results.map(({ id }) => id))
    for (const id of some) if (!found.has(id)) taskStore.forget(id)
    taskStore.put(results)
  }
}
