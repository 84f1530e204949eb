import { LRUCache } from 'lru-cache'
import type { Freshness } from '../events/freshness.ts'
import { clock } from '../platform/clock.ts'
import type { Db } from '../tables/tables.ts'
import { findViewer, type Viewer } from './viewer.ts'

export type FindViewer = (userId: number, sessionId: number) => Promise<Viewer | undefined>

const MOST_VIEWERS = 10_000

/** `findViewer`, asking the database only when something about the viewer may have changed since it was asked last. */
export function keepViewers(db: Db, { changes, catchUp }: Freshness): FindViewer {
  const kept = new LRUCache<number, { viewer: Viewer; at: number }>({ max: MOST_VIEWERS })
  return async (userId, sessionId) => {
    await catchUp()
    const known = kept.get(sessionId)
    if (known && known.viewer.id === userId && !changes.accessChanged(known.viewer.scopes, known.at)) {
      return known.viewer.sessionExpiresAt > clock.now() ? known.viewer : undefined
    }
    // Counted before it is read: a change in between makes what is kept stale, never too new.
    const at = changes.now
    const viewer = await findViewer(db, userId, sessionId)
    if (viewer) kept.set(sessionId, { viewer, at })
    else kept.delete(sessionId)
    return viewer
  }
}
