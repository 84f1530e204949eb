import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Session } from './schema.d.ts'
import { bodyOf, client, isGone } from './server/client.ts'

/** The user's sessions, the latest login first; undefined until they are loaded. */
export function useSessions(): { sessions: readonly Session[] | undefined; error: Error | null } {
  const { data, error } = useQuery({ queryKey: SESSIONS, queryFn: readSessions, refetchInterval: LOOK_AGAIN_MS })
  return { sessions: data, error }
}

/** Ends sessions with an optimistic update, which is reverted if the server refuses. */
export function useEndSessions() {
  const queries = useQueryClient()
  return {
    end: ({ id }: Session) =>
      without(
        queries,
        (session) => session.id === id,
        () => client.DELETE('/api/sessions/{id}', { params: { path: { id } } }),
      ),
    endOthers: () =>
      without(
        queries,
        ({ current }) => !current,
        () => client.POST('/api/sessions/end-others'),
      ),
  }
}

const SESSIONS = ['sessions']
const MOST = 200
/** Live updates report new and ended sessions, but not when one is used or expires. */
const LOOK_AGAIN_MS = 60_000

const readSessions = async (): Promise<readonly Session[]> =>
  (await bodyOf(client.GET('/api/sessions', { params: { query: { page_size: MOST } } }))).results

async function without(queries: QueryClient, isEnded: (session: Session) => boolean, work: () => Promise<unknown>) {
  await queries.cancelQueries({ queryKey: SESSIONS })
  const before = queries.getQueryData<readonly Session[]>(SESSIONS)
  queries.setQueryData<readonly Session[]>(SESSIONS, (held) => held?.filter((session) => !isEnded(session)))
  try {
    await work()
  } catch (reason) {
    if (isGone(reason)) return
    queries.setQueryData(SESSIONS, before)
    throw reason
  } finally {
    void queries.invalidateQueries({ queryKey: SESSIONS })
  }
}
