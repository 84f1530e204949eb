import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Task } from './schema.d.ts'
import { bodyOf, client } from './server/client.ts'
import { taskStore } from './tasks/task-store.ts'
import { useTasks } from './tasks/tasks.ts'
import { useDelayed } from './useDelayed.ts'

const FIRST = 12
const PAGE_SIZE = 100
const MOST_CHARACTERS = 200
const STALE_MS = 10_000

/** The first tasks with these words. Results for earlier input are discarded. */
export function useFoundTasks(text: string): { found: readonly number[]; isLoading: boolean; isFailed: boolean } {
  const wanted = asQuestion(text)
  const asked = useDelayed(wanted)
  const isAsked = wanted === asked
  const { data, isPending, isError } = useQuery({
    queryKey: ['search', 'first', asked],
    enabled: asked !== '' && isAsked,
    queryFn: ({ signal }) => findFirst(asked, signal),
    staleTime: STALE_MS,
  })
  const found = isAsked && data ? data : NOTHING
  return { found, isLoading: wanted !== '' && (!isAsked || isPending), isFailed: isAsked && isError }
}

/** All tasks with these words, page by page. */
export function useSearchResults(text: string) {
  const asked = asQuestion(text)
  const query = useInfiniteQuery({
    queryKey: ['search', 'all', asked],
    enabled: asked !== '',
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const page = await search({ q: asked, cursor: pageParam, page_size: PAGE_SIZE }, signal)
      const named = pageParam === '' ? await findByNumber(asked, signal) : []
      return { ids: [...named, ...page.ids], next: page.next }
    },
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: STALE_MS,
  })
  const places = useMemo(
    () => new Map((query.data?.pages ?? []).flatMap(({ ids }) => ids).map((id, place) => [id, place])),
    [query.data],
  )
  const { matches, compare } = useMemo(
    () => ({
      matches: ({ id }: Task) => places.has(id),
      compare: (a: Task, b: Task) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0),
    }),
    [places],
  )
  return { ...query, tasks: useTasks(matches, compare) }
}

const NOTHING: readonly number[] = []

const asQuestion = (text: string): string => text.trim().slice(0, MOST_CHARACTERS)

async function findFirst(text: string, signal: AbortSignal): Promise<number[]> {
  const [named, page] = await Promise.all([findByNumber(text, signal), search({ q: text, page_size: FIRST }, signal)])
  return [...new Set([...named, ...page.ids])]
}

/** `#12` and `12` refer to a task by its id. */
async function findByNumber(text: string, signal: AbortSignal): Promise<number[]> {
  const id = Number(/^#?(\d{1,15})$/.exec(text)?.[1])
  return id > 0 ? (await search({ ids: [id] }, signal)).ids : []
}

type Question = { q?: string; ids?: number[]; cursor?: string; page_size?: number }

async function search(question: Question, signal: AbortSignal): Promise<{ ids: number[]; next: string | null }> {
  const query = { cursor: '', ...question } as never
  const put = taskStore.reading()
  const { results, next_cursor } = await bodyOf(client.GET('/api/tasks', { params: { query }, signal }))
  put(results)
  return { ids: results.map(({ id }) => id), next: next_cursor ?? null }
}
