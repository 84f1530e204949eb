import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { bodyOf, client } from './server/client.ts'

const PAGE_SIZE = 50

/** The history of a task, oldest first, page by page. */
export function useActivity(task: number) {
  const query = useInfiniteQuery({
    queryKey: ['activity', task],
    enabled: task > 0,
    initialPageParam: '',
    queryFn: ({ pageParam: cursor, signal }) => {
      const params = { path: { id: task }, query: { cursor, page_size: PAGE_SIZE } }
      return bodyOf(client.GET('/api/tasks/{id}/activity', { params, signal }))
    },
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  })
  const events = useMemo(() => query.data?.pages.flatMap(({ results }) => results), [query.data])
  return { ...query, events }
}

/** The whole history of a task, including pages that have not been scrolled to: the latest event comes last. */
export function useWholeActivity(task: number) {
  const { events, hasNextPage, isFetching, fetchNextPage } = useActivity(task)
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  return events
}
