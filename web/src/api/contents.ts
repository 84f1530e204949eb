import { useQuery } from '@tanstack/react-query'
import type { TaskCounts } from './schema.d.ts'
import { bodyOf, client } from './server/client.ts'

/** How many tasks something has; `isExact` is false when there are too many to count. */
export type Contents = { open: number; closed: number; isExact: boolean }

/** The tasks of a project or of a category, counted again when tasks change; undefined until they are. */
export function useContents(of: { project: number } | { category: number }) {
  const { data, isError } = useQuery({
    queryKey: ['overview', 'contents', of],
    queryFn: () => {
      const filter = Object.fromEntries(Object.entries(of).map(([name, id]) => [name, [String(id)]]))
      const query = { group_by: 'status', ...filter } as never
      return bodyOf(client.GET('/api/tasks/counts', { params: { query } }))
    },
    networkMode: 'always',
    // Whoever is asked before a deletion sees no earlier count.
    gcTime: 0,
    select: asContents,
  })
  return { contents: data, isError }
}

/** Whether there is any task that the user can see; undefined until it is known, and true when it cannot be. */
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
