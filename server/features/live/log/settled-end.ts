import { setTimeout as sleep } from 'node:timers/promises'
import { clock } from '../../../platform/clock.ts'
import { Problem } from '../../../platform/problem.ts'
import type { Db } from '../../../tables/tables.ts'
import { findLastFact } from './queries.ts'
import { Settling } from './settling.ts'

const LONGEST_MS = 2_000
const PAUSE_MS = 5

/**
 * The last position of the log as it is now, once everything up to there has its final form: every change that was
 * answered before this was called is before it. Throws a Problem when a transaction stays open for too long.
 */
export async function settledEnd(db: Db): Promise<number> {
  const settling = new Settling()
  const deadline = clock.millis() + LONGEST_MS
  let last: number | undefined
  for (;;) {
    const look = await findLastFact(db)
    if (!look) return 0
    last ??= look.id
    settling.note({ last: look.id, oldest: look.oldest, next: look.next })
    if (settling.settled >= last) return settling.settled
    if (clock.millis() > deadline) {
      throw new Problem('unavailable', 'sync.not_settled', 'Changes are still being written. Try again.', {
        retryAfterSeconds: 1,
      })
    }
    await sleep(PAUSE_MS)
  }
}
