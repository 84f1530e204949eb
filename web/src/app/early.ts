import { session } from '../api/server/session.ts'

/** Runs before everything else, from a small file of its own: the session is refreshed while the rest is loading. */
export const restoring = session.mayExist() ? session.refresh() : undefined
restoring?.catch(() => {})
