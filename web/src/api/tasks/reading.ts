import type { Task } from '../schema.d.ts'
import { bodyOf, client } from '../server/client.ts'
import { taskStore } from './task-store.ts'

/** The most tasks that the server returns by id in one request. */
export const MOST_IDS = 100

export const readTask = (id: number): Promise<Task> =>
  bodyOf(client.GET('/api/tasks/{id}', { params: { path: { id } } }))

/** Of at most `MOST_IDS` tasks, those that the user can see. */
export async function readTasks(ids: readonly number[]): Promise<readonly Task[]> {
  const query = { ids, page_size: MOST_IDS } as never
  return (await bodyOf(client.GET('/api/tasks', { params: { query } }))).results
}

/** Updates tasks in the store, and removes those that have been deleted. */
export async function reloadTasks(ids: readonly number[]): Promise<void> {
  for (let start = 0; start < ids.length; start += MOST_IDS) {
    const some = ids.slice(start, start + MOST_IDS)
    const put = taskStore.reading()
    const results = await readTasks(some)
    const found = new Set(results.map(({ id }) => id))
    for (const id of some) if (!found.has(id)) taskStore.forget(id)
    put(results)
  }
}
