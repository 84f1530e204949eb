import { isatty } from 'node:tty'
import type { FastifyBaseLogger } from 'fastify'
import { logOutput } from '../../platform/telemetry/log.ts'
import { within } from '../../platform/timeout.ts'

/** A step of stopping, and how long it may take. */
export type Phase = { what: string; limitMs: number; stop(): Promise<unknown> }

/** npm forwards a terminal's Ctrl-C, so that it may arrive twice. */
const SAME_SIGNAL_MS = 1_000
const LONGEST_FLUSH_MS = 1_000

/**
 * Stops one phase after the other on the first signal, and ends the process, with exit code 0 if all of them finished
 * in time. A second signal ends it at once.
 */
export function stopOnSignal(phases: readonly Phase[], log: FastifyBaseLogger | undefined): void {
  let stoppingSince: number | undefined
  const onSignal = async (signal: string) => {
    if (stoppingSince !== undefined) return performance.now() - stoppingSince > SAME_SIGNAL_MS && process.exit(1)
    stoppingSince = performance.now()
    log?.info({ signal }, 'docket stops')
    const code = (await stopInOrder(phases, log)) ? 0 : 1
    log?.info({ code }, 'docket has stopped')
    await logOutput().flush(LONGEST_FLUSH_MS)
    process.exit(code)
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  // Closing a terminal sends SIGHUP. Without a terminal the signal is ignored, as nohup intends.
  process.on('SIGHUP', [0, 1, 2].some((fd) => isatty(fd)) ? onSignal : () => {})
}

/** Returns whether every phase finished. A phase that fails or takes too long does not prevent the others. */
export async function stopInOrder(phases: readonly Phase[], log: FastifyBaseLogger | undefined): Promise<boolean> {
  let isOrderly = true
  for (const { what, limitMs, stop } of phases) {
    let failure: unknown = new Error(`${what} did not end within ${limitMs / 1000} s`)
    const stopped = stop().then(
      () => {
        failure = undefined
      },
      (reason) => {
        failure = reason
      },
    )
    await within(limitMs, stopped)
    if (failure === undefined) continue
    isOrderly = false
    log?.warn({ err: failure }, `stopping continues without ${what}`)
  }
  return isOrderly
}
