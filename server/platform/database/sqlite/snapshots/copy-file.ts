import { once } from 'node:events'
import { closeSync, openSync, statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

const REPORTED_EVERY_MS = 500

/**
 * Copies the database at `from` into the new file `to`, as of one snapshot and without its free pages. Writers are not
 * blocked. SQLite's backup API would start again whenever another process writes.
 */
export async function copyFile(from: string, to: string, report: (share: number) => void): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600))
  const whole = Math.max(1, statSync(from).size)
  const worker = new Worker(new URL('./vacuum.ts', import.meta.url), { workerData: { from, to } })
  const reporting = setInterval(() => report(Math.min(1, statSync(to).size / whole)), REPORTED_EVERY_MS)
  try {
    await once(worker, 'exit')
  } finally {
    clearInterval(reporting)
  }
}
