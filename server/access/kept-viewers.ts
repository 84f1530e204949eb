import { LRUCache } from 'lru-cache'
import type { Freshness } from '../events/freshness.ts'
import { clock } from '../platform/clock.ts'
import type { Db } from '../tables/tables.ts'
import { findViewer, type Viewer } from './viewer.ts'

/** A viewer, and the count of changes up to which what is known of them holds. */
export type Found = { viewer: Viewer; at: number }

export type FindViewer = (userId: number, sessionId: number) => Promise<Found | undefined>

const MOST_VIEWERS = 10_000

/** `findViewer`, asking the database only when something about the viewer may have changed since it was asked last. */
export function keepViewers(db: Db, { changes, catchUp }: Freshness, findsEveryone: boolean): FindViewer {
  const kept = new LRUCache<number, Found>({ max: MOST_VIEWERS })
  return async (userId, sessionId) => {
    await catchUp()
    // Counted before anything is looked at: what changes in between makes what is kept stale, never too new.
    const at = changes.now
    const known = kept.get(sessionId)
    if (known && known.viewer.id === userId && !changes.accessChanged(known.viewer.scopes, known.at)) {
      return known.viewer.sessionExpiresAt > clock.now() ? { viewer: known.viewer, at } : undefined
    }
    const viewer = await findViewer(db, userId, sessionId, findsEveryone)
    if (!viewer) {
      kept.delete(sessionId)
      return undefined
    }
    const found = { viewer, at }
    kept.set(sessionId, found)
    return found
  }
}
