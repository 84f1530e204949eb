import { formatPosition, type Position, positionOf, readEvents } from '../../events/log.ts'
import type { Reader } from '../../tables/tables.ts'

/** Before every event. */
export const ORIGIN = formatPosition('0', 0)

const ALL = 1_000_000

/** The position after the last event that `readEvents` returns. */
export async function latestPosition(db: Reader): Promise<Position> {
  const last = (await readEvents(db, ORIGIN, ALL)).at(-1)
  return last ? positionOf(last) : ORIGIN
}
