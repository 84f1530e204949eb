import { LRUCache } from 'lru-cache'
import { type FindViewer, type FoundViewer, findViewer } from '../access/viewer.ts'
import { clock } from '../platform/clock.ts'
import type { Db } from '../tables/tables.ts'
import type { CacheInvalidation } from './cache-invalidation.ts'

const MAX_SESSIONS = 10_000

/** `findViewer` with a cache: it queries the database only if an event may have changed the viewer since. */
export function cacheSessions(db: Db, { changes, catchUp }: CacheInvalidation, findsEveryone: boolean): FindViewer {
  const cached = new LRUCache<number, FoundViewer>({ max: MAX_SESSIONS })
  return async (userId, sessionId) => {
    await catchUp()
    // Read before the query: a change in between makes the entry stale, never wrongly fresh.
    const version = changes.current
    const known = cached.get(sessionId)
    if (known && known.viewer.id === userId && !changes.accessChanged(known.viewer.scopes, known.version)) {
      return known.viewer.sessionExpiresAt > clock.now() ? { viewer: known.viewer, version } : undefined
    }
    const viewer = await findViewer(db, userId, sessionId, findsEveryone)
    if (!viewer) {
      cached.delete(sessionId)
      return undefined
    }
    const found = { viewer, version }
    cached.set(sessionId, found)
    return found
  }
}
