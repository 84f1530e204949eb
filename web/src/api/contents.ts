import { useQuery } from '@tanstack/react-query'
import type { TaskCounts } from './schema.d.ts'
import { bodyOf, client } from './server/client.ts'

/** The number of tasks in a project or category; `isExact` is false if there are too many to count. */
export type Contents = { open: number; closed: number; isExact: boolean }

/** The number of tasks of a project or category, refetched when tasks change; undefined until it is loaded. */
export function useContents(of: { project: number } | { category: number }) {
  const { data, isError } = useQuery({
    queryKey: ['overview', 'contents', of],
    queryFn: () => {
      const filter = Object.fromEntries(Object.entries(of).map(([name, id]) => [name, [String(id)]]))
      const query = { group_by: 'status', ...filter } as never
      return bodyOf(client.GET('/api/tasks/counts', { params: { query } }))
    },
    networkMode: 'always',
    // A confirmation before a deletion must not show an earlier count.
    gcTime: 0,
    select: asContents,
  })
  return { contents: data, isError }
}

/** Whether there is any task that the user can see; undefined while loading, and true if loading fails. */
export function useHasTasks(): boolean | undefined {
  const { data, isError } = useQuery({
    queryKey: ['overview', 'any'],
    networkMode: 'always',
    queryFn: async () => {
      const query = { archived: 'all', page_size: 1 } as never
      return (await bodyOf(client.GET('/api/tasks', { params: { query } }))).results.length > 0
    },
  })
  return data ?? (isError || undefined)
}

function asContents({ groups, count_is_exact: isExact }: TaskCounts): Contents {
  const sum = (isOpen: boolean) =>
    groups.reduce((total, { key, count }) => (OPEN.has(key) === isOpen ? total + count : total), 0)
  return { open: sum(true), closed: sum(false), isExact }
}

const OPEN = new Set(['pending', 'in_progress'])
