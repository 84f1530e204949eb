import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { TaskCounts, TaskHistory } from './schema.d.ts'
import { bodyOf, client } from './server/client.ts'

/** Whose tasks are counted: the user's own, or all that they can see. */
export type Whose = 'me' | 'everyone'

/** The number of tasks completed and overdue on each day of a period. */
export const useHistory = (whose: Whose, from: string, to: string): UseQueryResult<TaskHistory> =>
  useQuery({
    queryKey: [...OVERVIEW, 'history', whose, from, to],
    queryFn: () => {
      const query = { from, to, ...filterOf(whose) } as never
      return bodyOf(client.GET('/api/tasks/history', { params: { query } }))
    },
    placeholderData: keepPreviousData,
  })

export type Grouping = 'priority' | 'status' | 'project'

/** The number of open or overdue tasks in each group. */
export function useOpenCounts(whose: Whose, by: Grouping, isOverdue = false): ReadonlyMap<string, number> {
  const { data } = useQuery({
    queryKey: [...OVERVIEW, 'counts', whose, by, isOverdue],
    queryFn: () => {
      const which = isOverdue ? { overdue: true } : { status: ['pending', 'in_progress'] }
      const query = { group_by: by, ...which, ...filterOf(whose) } as never
      return bodyOf(client.GET('/api/tasks/counts', { params: { query } }))
    },
    select: asMap,
    placeholderData: keepPreviousData,
  })
  return data ?? NONE
}

/** All of these are refetched when tasks change. */
const OVERVIEW = ['overview']
const NONE: ReadonlyMap<string, number> = new Map()

const filterOf = (whose: Whose) => (whose === 'me' ? { assigned_to: ['me'] } : {})

const asMap = ({ groups }: TaskCounts): ReadonlyMap<string, number> =>
  new Map(groups.map(({ key, count }) => [key, count]))
