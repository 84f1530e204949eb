import { useQuery } from '@tanstack/react-query'
import { bodyOf, client } from '../server/client.ts'
import { untilAnswered } from '../server/retry.ts'
import { readTask } from './reading.ts'
import { taskStore } from './task-store.ts'

const OPEN = ['pending', 'in_progress'] as const
/** More than a screen shows, and quick to load. */
const FIRST_PAGE_SIZE = 50
const PAGE_SIZE = 200
const MOST_CLOSED_PAGES = 5

/** What to load: the list of a page, with the filters of the API. */
export type TaskList =
  | { kind: 'mine' }
  | { kind: 'project'; project: number }
  /** The project's closed tasks, the latest first. */
  | { kind: 'closed'; project: number }

/** Loads a list into the task store. `isReady` once the first page is loaded; the rest follows. */
export function useTaskList(list: TaskList | undefined): { isReady: boolean; error: Error | null; retry: () => void } {
  const query = useQuery({
    queryKey: ['task-list', list],
    enabled: list !== undefined,
    queryFn: ({ signal }) => loadFirst(list as TaskList, replacing(list as TaskList, signal)),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { isReady: query.isSuccess, error: query.error, retry: () => void query.refetch() }
}

/**
 * A single task that may be in none of the lists. A task that is loaded but not in the store has been deleted since.
 */
export function useLoadTask(id: number | undefined): { isLoaded: boolean; error: Error | null } {
  const { error, isSuccess, isFetching } = useQuery({
    queryKey: ['task', id],
    enabled: id !== undefined && id > 0,
    queryFn: async () => {
      const put = taskStore.reading()
      const task = await readTask(id as number)
      put([task])
      return task.id
    },
  })
  return { isLoaded: isSuccess && !isFetching, error }
}

const running = new Map<string, AbortController>()

/** The signal for loading a list, aborted when the page no longer needs it, or loads the list again. */
function replacing(list: TaskList, signal: AbortSignal): AbortSignal {
  const name = JSON.stringify(list)
  const loading = new AbortController()
  running.get(name)?.abort()
  running.set(name, loading)
  signal.addEventListener('abort', () => loading.abort())
  return loading.signal
}

type Filters = {
  project?: string[]
  assigned_to?: string[]
  status?: ('pending' | 'in_progress' | 'completed' | 'cancelled')[]
  ordering?: string[]
}

async function loadFirst(list: TaskList, signal: AbortSignal): Promise<true> {
  if (list.kind === 'closed') {
    const closed: Filters = { status: ['completed', 'cancelled'], ordering: ['-updated_at'] }
    await loadAll({ ...closed, project: [String(list.project)] }, signal, MOST_CLOSED_PAGES)
    return true
  }
  const questions: Filters[] =
    list.kind === 'project' ? [{ project: [String(list.project)] }] : [mine, { project: ['none'] }]
  await Promise.all(questions.map((filters) => loadAll({ ...filters, status: [...OPEN] }, signal)))
  return true
}

const mine: Filters = { assigned_to: ['me'] }

/** Resolves after the first page; the other pages follow in the background. */
async function loadAll(filters: Filters, signal: AbortSignal, pages = Number.POSITIVE_INFINITY): Promise<void> {
  const next = await loadPage(filters, '', signal)
  if (next) void loadRest(filters, { next, pages: pages - 1 }, signal).catch(() => {})
}

async function loadRest(
  filters: Filters,
  { next, pages }: { next: string; pages: number },
  signal: AbortSignal,
): Promise<void> {
  let cursor: string | null | undefined = next
  for (let page = 0; page < pages && cursor && !signal.aborted; page++) {
    const from: string = cursor
    cursor = await untilAnswered(
      () => loadPage(filters, from, signal),
      () => !signal.aborted,
    )
  }
}

async function loadPage(filters: Filters, cursor: string, signal: AbortSignal) {
  const query = { ordering: ['due_date'], ...filters, cursor, page_size: cursor ? PAGE_SIZE : FIRST_PAGE_SIZE } as never
  const put = taskStore.reading()
  const page = await bodyOf(client.GET('/api/tasks', { params: { query }, signal }))
  put(page.results)
  return page.next_cursor
}
