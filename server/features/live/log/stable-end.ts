import { setTimeout as sleep } from 'node:timers/promises'
import { clock } from '../../../platform/clock.ts'
import { Problem } from '../../../platform/problem.ts'
import type { Db } from '../../../tables/tables.ts'
import { findLastEvent } from './queries.ts'
import { Watermark } from './watermark.ts'

const LONGEST_MS = 2_000
const PAUSE_MS = 5

/**
 * The last position of the log at the time of the call, once everything up to it is final: every change that was
 * acknowledged before the call is before it. Throws a Problem if a transaction stays open for too long.
 */
export async function stableEnd(db: Db): Promise<number> {
  const watermark = new Watermark()
  const deadline = clock.millis() + LONGEST_MS
  let last: number | undefined
  for (;;) {
    const end = await findLastEvent(db)
    if (!end) return 0
    last ??= end.id
    watermark.add({ last: end.id, oldest: end.oldest, next: end.next })
    if (watermark.settled >= last) return watermark.settled
    if (clock.millis() > deadline) {
      throw new Problem('unavailable', 'sync.not_settled', 'Changes are still being written. Try again.', {
        retryAfterSeconds: 1,
      })
    }
    await sleep(PAUSE_MS)
  }
}
