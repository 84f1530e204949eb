import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AdminOverview } from '../schema.d.ts'
import { bodyOf, client } from '../server/client.ts'
import { changeItem, deleteItem, type Query, read, readItem, readPage, type Target } from './requests.ts'
import { historyOf, type Resource, type Row, resourceNamed, titleOf } from './resources.ts'

/** A page of a list. Pages are read by cursor. The total is read separately, and counted up to 10,000. */
export function useRows(resource: Resource, query: Query, part: { cursor: string; size: number }, parent?: string) {
  return useQuery({
    queryKey: ['admin', resource.name, 'rows', parent, query, part],
    queryFn: () => readPage(resource, query, { cursor: part.cursor, page_size: part.size }, parent),
    placeholderData: keepPreviousData,
  })
}

export function useCount(resource: Resource, query: Query, parent?: string): Count | undefined {
  const { ordering: _, ...filters } = query
  return useQuery({
    queryKey: ['admin', resource.name, 'count', parent, filters],
    queryFn: async (): Promise<Count> => {
      const { count = 0, count_is_exact = true } = await readPage(resource, filters, { page_size: 1 }, parent)
      return { count, isExact: count_is_exact }
    },
  }).data
}
export type Count = { count: number; isExact: boolean }

export function useItem(target: Target) {
  return useQuery({
    queryKey: ['admin', target.resource.name, 'item', target.id, target.parent],
    queryFn: () => readItem(target),
  })
}

const MOST_EVENTS = 50

/** The latest events about a resource, the latest first. */
export function useHistory(target: Target): readonly Row[] | undefined {
  const history = historyOf(target.resource, target.id)
  return useQuery({
    queryKey: ['admin', target.resource.name, 'history', target.id],
    enabled: history !== undefined,
    queryFn: async () => history && (await readPage(history.events, history.query, { page_size: MOST_EVENTS })).results,
  }).data
}

export function useChangeItem(target: Target) {
  const forget = useForgetLists(target.resource)
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: object) => changeItem(target, body),
    onSuccess: (row) => {
      queries.setQueryData(['admin', target.resource.name, 'item', target.id, target.parent], row)
      forget('history')
    },
  })
}

export function useDeleteItem(target: Target) {
  const forget = useForgetLists(target.resource)
  return useMutation({ mutationFn: () => deleteItem(target), onSuccess: () => forget() })
}

/** Invalidates everything read from a resource. An open item is not invalidated, because it has just been changed. */
export function useForgetLists({ name }: Resource): (part?: 'history') => void {
  const queries = useQueryClient()
  return (part) => {
    for (const kind of ['rows', 'count', ...(part ? [part] : ['item'])]) {
      void queries.invalidateQueries({ queryKey: ['admin', name, kind] })
    }
  }
}

/** The names for ids of a resource. Ids that cannot be looked up have no name. */
export function useNames(name: string, ids: readonly number[]): ReadonlyMap<number, string> {
  const wanted = [...new Set(ids)].sort((a, b) => a - b).slice(0, MOST_IDS)
  const { data } = useQuery({
    queryKey: ['admin', 'names', name, wanted],
    enabled: wanted.length > 0,
    queryFn: () => readNames(name, wanted),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return data ?? NO_NAMES
}

const MOST_IDS = 100
const NO_NAMES: ReadonlyMap<number, string> = new Map()

async function readNames(name: string, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const { path = '', isScoped, key = 'id' } = resourceNamed(name) ?? {}
  const scope = isScoped ? { scope: 'all', page_size: MOST_IDS } : {}
  const { results } = await read<{ results: Row[] }>(name === 'users' ? '/api/people' : path, {
    ids: ids.join(','),
    ...scope,
  })
  return new Map(results.map((row) => [Number(row[key]), titleOf(row, key)]))
}

/** Suggestions for an id field: users whose names begin with the typed text, or the first items of the list. */
export function useSuggestions(name: string | undefined, typed: string): readonly Row[] {
  const { data } = useQuery({
    queryKey: ['admin', 'suggestions', name, name === 'users' ? typed : ''],
    enabled: name !== undefined && (name !== 'users' || typed !== ''),
    queryFn: async () => {
      if (name === 'users') return (await read<{ results: Row[] }>('/api/people', { q: typed })).results
      const resource = resourceNamed(name as string)
      return resource ? (await readPage(resource, {}, { page_size: MOST_IDS })).results : []
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return data ?? NOTHING
}

const NOTHING: readonly Row[] = []

/** The overview for administrators, refetched while the page is open; sooner while the first checks run. */
export function useOverview() {
  return useQuery({
    queryKey: OVERVIEW,
    queryFn: () => read<AdminOverview>('/api/admin/overview'),
    refetchInterval: ({ state }) => (state.data?.checked_at === null ? CHECKING_EVERY_MS : OVERVIEW_EVERY_MS),
  })
}

const OVERVIEW = ['admin', 'overview']
const OVERVIEW_EVERY_MS = 60_000
const CHECKING_EVERY_MS = 2_000

/** Runs every check now. */
export function useCheckAgain() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => bodyOf(client.POST('/api/admin/overview/check')),
    onSuccess: (examination) =>
      queries.setQueryData<AdminOverview>(OVERVIEW, (shown) => shown && { ...shown, ...examination }),
  })
}

export const useConfiguration = () =>
  useQuery({
    queryKey: ['admin', 'configuration'],
    queryFn: () => bodyOf(client.GET('/api/admin/configuration')),
    staleTime: OVERVIEW_EVERY_MS,
  })

/** Sends a test email to the viewer; resolves even if the mail server refuses it. */
export const useSendTestMail = () => useMutation({ mutationFn: () => bodyOf(client.POST('/api/admin/test-mail')) })
