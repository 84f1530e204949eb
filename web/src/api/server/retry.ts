import { Refusal } from './client.ts'

const LONGEST_WAIT_MS = 15_000

/**
 * Repeats a request until the server responds: after 1, 2, 4 … 15 seconds while the server is unreachable or too busy,
 * and as long as the response is needed.
 */
export async function untilAnswered<Answer>(ask: () => Promise<Answer>, isWanted: () => boolean): Promise<Answer> {
  for (let wait = 1_000; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await ask()
    } catch (reason) {
      if (!isPassing(reason) || !isWanted()) throw reason
      await new Promise((next) => setTimeout(next, wait))
      if (!isWanted()) throw reason
    }
  }
}

const isPassing = (reason: unknown): boolean =>
  reason instanceof Refusal && (reason.status === 0 || reason.status === 429 || reason.status >= 500)
