import { useInfiniteQuery } from '@tanstack/react-query'
import type { Task } from '../schema.d.ts'
import { bodyOf, client } from '../server/client.ts'
import { taskStore } from './task-store.ts'

const PAGE_SIZE = 100

/** A user's own tasks: assigned to them, or private. */
const QUESTIONS = [{ assigned_to: ['me'] }, { project: ['none'], assigned_to: ['none'] }] as const

/** The cursor of the next page of each query; null at its end. */
type Cursors = readonly (string | null)[]
type Answer = { next: string | null; oldest: string }

/** Loads the user's completed tasks into the task store, the latest first, page by page. */
export function useCompletedTasks(isShown: boolean) {
  const { data, isSuccess, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['task-list', 'completed'],
    enabled: isShown,
    initialPageParam: QUESTIONS.map(() => '') as Cursors,
    queryFn: ({ pageParam, signal }) =>
      Promise.all(pageParam.map((cursor, at) => (cursor === null ? END : loadPage(at, cursor, signal)))),
    getNextPageParam: (answers): Cursors | undefined => {
      const cursors = answers.map(({ next }) => next)
      return cursors.some((cursor) => cursor !== null) ? cursors : undefined
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  return {
    isReady: isSuccess,
    error,
    retry: () => void refetch(),
    /** Tasks completed before this are not shown yet: some of them may be on a later page. */
    since:
      data?.pages.at(-1)?.reduce((latest, { next, oldest }) => (next && oldest > latest ? oldest : latest), '') ?? '',
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
  }
}

const END: Answer = { next: null, oldest: '' }

async function loadPage(question: number, cursor: string, signal: AbortSignal): Promise<Answer> {
  const query = {
    ...QUESTIONS[question],
    status: ['completed'],
    ordering: ['-completed_at'],
    cursor,
    page_size: PAGE_SIZE,
  } as never
  const put = taskStore.reading()
  const { results, next_cursor } = await bodyOf(client.GET('/api/tasks', { params: { query }, signal }))
  put(results)
  return { next: next_cursor ?? null, oldest: results.at(-1)?.completed_at ?? '' }
}

/** Whether a task is in the range that is completely loaded. */
export const isCompletedSince = (since: string, { completed_at: at }: Task): boolean => (at ?? '') >= since
