import type { ApiResponse } from '../kit/api.ts'
import { ask } from '../kit/faults/patient-client.ts'
import { elapse } from '../kit/until.ts'

/** The responses of one process to a client that sends requests continuously, each without a retry. */
export type Probed = {
  answered: number
  failed: number
  /** From the start of the first request that failed to the end of the first that succeeded after it. */
  longestOutageMs: number
}

const PAUSE_MS = 50

export type Probe = {
  /** The current figures. */
  probed: Readonly<Probed>
  /** Waits until requests succeed again, if they do not, and stops. */
  stop(): Promise<Probed>
}

/** Creates tasks through one process until it is stopped. */
export function probe(url: string, token: string): Probe {
  const probed: Probed = { answered: 0, failed: 0, longestOutageMs: 0 }
  let isStopped = false
  let outageSince: number | undefined
  const probing = (async () => {
    while (!isStopped || outageSince !== undefined) {
      const began = performance.now()
      const response = await ask(`${url}/api/tasks`, 'POST', { token, body: { title: 'probe' } }).catch(() => undefined)
      if (isSuccess(response)) {
        probed.answered += 1
        if (outageSince !== undefined) {
          probed.longestOutageMs = Math.max(probed.longestOutageMs, performance.now() - outageSince)
        }
        outageSince = undefined
      } else {
        probed.failed += 1
        outageSince ??= began
      }
      await elapse(PAUSE_MS)
    }
  })()
  return {
    probed,
    stop: async () => {
      isStopped = true
      await probing
      return probed
    },
  }
}

const isSuccess = (response: ApiResponse | undefined): boolean => response?.status === 201
