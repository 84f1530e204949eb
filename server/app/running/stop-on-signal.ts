import type { FastifyBaseLogger } from 'fastify'
import { within } from '../../platform/within.ts'

/** Something that is stopped at the end, and how long that may take. */
export type Phase = { what: string; limitMs: number; stop(): Promise<unknown> }

/** npm passes a terminal's Ctrl-C on, so that one may arrive twice. */
const SAME_SIGNAL_MS = 1_000

/**
 * Stops one phase after the other on the first signal, and ends the process: with 0 when all was done in time. A
 * second signal, given for lack of patience, ends it at once.
 */
export function stopOnSignal(phases: readonly Phase[], log: FastifyBaseLogger | undefined): void {
  let stoppingSince: number | undefined
  const onSignal = async () => {
    if (stoppingSince !== undefined) return performance.now() - stoppingSince > SAME_SIGNAL_MS && process.exit(1)
    stoppingSince = performance.now()
    process.exit((await stopInOrder(phases, log)) ? 0 : 1)
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
}

/** Answers whether every phase came to its end. What fails or takes too long does not keep the others from theirs. */
export async function stopInOrder(phases: readonly Phase[], log: FastifyBaseLogger | undefined): Promise<boolean> {
  let isOrderly = true
  for (const { what, limitMs, stop } of phases) {
    let trouble: unknown = new Error(`${what} did not end within ${limitMs / 1000} s`)
    const stopped = stop().then(
      () => {
        trouble = undefined
      },
      (reason) => {
        trouble = reason
      },
    )
    await within(limitMs, stopped)
    if (trouble === undefined) continue
    isOrderly = false
    log?.warn({ err: trouble }, `stopping goes on without ${what}`)
  }
  return isOrderly
}
