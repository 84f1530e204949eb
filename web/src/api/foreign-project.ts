import { useQuery } from '@tanstack/react-query'
import { useUser } from './account.ts'
import type { Project } from './schema.d.ts'
import { bodyOf, client, isGone } from './server/client.ts'
import { PAGE_SIZE } from './server/pages.ts'
import { taskStore } from './tasks/task-store.ts'

// Administrators and auditors can open projects of which they are not members. Live updates do not report these, so
// they are read each time that their page is opened.

/** Whether the user can read the projects of others. */
export function useReadsAll(): boolean {
  const role = useUser()?.role
  return role === 'admin' || role === 'auditor'
}

export const foreignKey = (id: number | null) => ['project', id] as const

/** A project that is not in the user's list; undefined `id` for none. */
export function useForeignProject(id: number | undefined): { project: Project | undefined; isMissing: boolean } {
  const { data, error } = useQuery({
    queryKey: foreignKey(id ?? null),
    enabled: id !== undefined,
    queryFn: () => bodyOf(client.GET('/api/projects/{id}', { params: { path: { id: id as number } } })),
    retry: (count, reason) => !isGone(reason) && count < 3,
  })
  return { project: data, isMissing: isGone(error) }
}

type Closed = { withClosed: boolean }

/** Loads the tasks of such a project into the task store. */
export function useForeignTasks(project: number | undefined, { withClosed }: Closed) {
  const query = useQuery({
    queryKey: ['foreign-tasks', project, withClosed],
    enabled: project !== undefined,
    queryFn: ({ signal }) => loadAll(project as number, withClosed, signal),
  })
  return { isReady: query.isSuccess, error: query.error, retry: () => void query.refetch() }
}

const OPEN = ['pending', 'in_progress']
const MOST_PAGES = 25

async function loadAll(id: number, withClosed: boolean, signal: AbortSignal): Promise<true> {
  const filters = { ordering: ['due_date'], page_size: PAGE_SIZE, ...(!withClosed && { status: OPEN }) }
  let cursor: string | null | undefined = ''
  for (let page = 0; page < MOST_PAGES && typeof cursor === 'string'; page++) {
    const query = { ...filters, cursor } as never
    const put = taskStore.reading()
    const request = client.GET('/api/projects/{id}/tasks', { params: { path: { id }, query }, signal })
    const { results, next_cursor } = await bodyOf(request)
    put(results)
    cursor = next_cursor
  }
  return true
}
