/** Reports progress: `share` from 0 to 1. */
export type Report = (what: string, share: number) => void

const EVERY_MS = { terminal: 200, file: 5_000 }

/**
 * Reports on standard error: on one line of a terminal, and every few seconds elsewhere. Short work reports nothing.
 */
export function reportOnStandardError(): { report: Report; end(): void } {
  const { stderr } = process
  const everyMs = stderr.isTTY ? EVERY_MS.terminal : EVERY_MS.file
  let next = performance.now() + everyMs
  let isOnLine = false
  const report: Report = (what, share) => {
    if (performance.now() < next) return
    next = performance.now() + everyMs
    const text = `${what}: ${Math.floor(share * 100)} %`
    stderr.write(stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`)
    isOnLine = stderr.isTTY
  }
  return { report, end: () => void (isOnLine && stderr.write('\r\u001b[K')) }
}
