import { LRUCache } from 'lru-cache'
import { type FindViewer, type FoundViewer, findViewer } from '../access/viewer.ts'
import type { CacheInvalidation } from '../events/cache-invalidation.ts'
import { clock } from '../platform/clock.ts'
import type { Db } from '../tables/tables.ts'

const MOST_VIEWERS = 10_000

/** `findViewer`, asking the database only when something about the viewer may have changed since it was asked last. */
export function cacheSessions(db: Db, { changes, catchUp }: CacheInvalidation, findsEveryone: boolean): FindViewer {
  const cached = new LRUCache<number, FoundViewer>({ max: MOST_VIEWERS })
  return async (userId, sessionId) => {
    await catchUp()
    // Counted before anything is looked at: what changes in between makes what is cached stale, never too new.
    const at = changes.now
    const known = cached.get(sessionId)
    if (known && known.viewer.id === userId && !changes.accessChanged(known.viewer.scopes, known.at)) {
      return known.viewer.sessionExpiresAt > clock.now() ? { viewer: known.viewer, at } : undefined
    }
    const viewer = await findViewer(db, userId, sessionId, findsEveryone)
    if (!viewer) {
      cached.delete(sessionId)
      return undefined
    }
    const found = { viewer, at }
    cached.set(sessionId, found)
    return found
  }
}
