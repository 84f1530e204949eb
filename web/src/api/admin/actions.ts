import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { useUser } from '../account.ts'
import type { AdminAction, NewAdminAction } from '../schema.d.ts'
import { filterFrom } from './filters.ts'
import { type Query, read, send } from './requests.ts'
import type { Resource } from './resources.ts'

/** An action that the server runs on every matching row. */
export type ServerAction = { action: string; value?: string | number | undefined }

export type ActionRequest = ServerAction & {
  resource: Resource
  query: Query
  /** Limits the action to these of the matching rows. */
  ids?: readonly string[] | undefined
  /** The server refuses if more rows match by then. */
  expected?: number | undefined
}

/** Requests an action, which the server runs even if this page is closed. */
export function useRequestAction() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ resource, query, ids, action, value, expected }: ActionRequest) => {
      const filter = ids ? { ids: ids.map(Number) } : filterFrom(resource, query)
      const counted = expected === undefined ? {} : { expected_count: expected }
      const body = { resource: resource.name, action, filter, value, ...counted } as unknown as NewAdminAction
      return (await send('POST', '/api/admin/actions', { body })) as AdminAction
    },
    onSuccess: ({ id }) => {
      follow(id)
      void queries.invalidateQueries({ queryKey: LATEST })
    },
  })
}

const LATEST = ['admin', 'actions', 'latest']
const EVERY_MS = 1_000

/**
 * The running actions of this administrator, also after a reload, and those that have ended since this page was opened.
 * Calls `onEnd` when one ends.
 */
export function useRunningActions(onEnd: (action: AdminAction) => void): readonly AdminAction[] {
  const user = useUser()
  const followed = useSyncExternalStore(subscribe, () => ids)
  const { data } = useQuery({
    queryKey: LATEST,
    queryFn: async () => (await read<{ results: AdminAction[] }>('/api/admin/actions', { page_size: 20 })).results,
    refetchInterval: ({ state }) => (state.data?.some(goesOn) ? EVERY_MS : false),
  })
  const own = (data ?? []).filter(({ requested_by }) => requested_by === user?.id)
  useEffect(() => {
    for (const action of own) {
      if (goesOn(action)) follow(action.id)
      else if (followed.has(action.id) && !ended.has(action.id)) {
        ended.add(action.id)
        onEnd(action)
      }
    }
  })
  return own.filter((action) => goesOn(action) || followed.has(action.id))
}

export const goesOn = ({ finished_at }: AdminAction): boolean => finished_at === null

export function useCancelAction() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: number) => send('POST', '/api/admin/actions/{id}/cancel', { params: { path: { id } } }),
    onSettled: () => queries.invalidateQueries({ queryKey: LATEST }),
  })
}

let ids: ReadonlySet<number> = new Set()
const ended = new Set<number>()
const listeners = new Set<() => void>()

const follow = (id: number): void => change(ids.has(id) ? ids : new Set([...ids, id]))

/** Stops showing an action that has ended. */
export const unfollow = (id: number): void => change(new Set([...ids].filter((one) => one !== id)))

function change(next: ReadonlySet<number>): void {
  if (next === ids) return
  ids = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
