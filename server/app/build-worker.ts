import { housekeeping } from './features.ts'
import type { Resources } from './resources.ts'

export type Worker = { stop(): Promise<void> }

const HOUR_MS = 3_600_000

/** Background work. For now that is housekeeping: once at the start, then every hour. */
export function startWorker({ db }: Resources): Worker {
  const clean = async () => {
    for (const forget of housekeeping) await forget(db)
  }
  let running: Promise<void> = Promise.resolve()
  const run = () => {
    running = running.then(clean).catch((reason: unknown) => {
      process.stderr.write(`${JSON.stringify({ level: 'error', msg: 'housekeeping failed', err: String(reason) })}\n`)
    })
  }
  run()
  const timer = setInterval(run, HOUR_MS)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
