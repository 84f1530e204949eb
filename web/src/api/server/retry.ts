import { Refusal } from './client.ts'

const LONGEST_WAIT_MS = 15_000

/** Asks until the server answers: again after 1, 2, 4 … 15 seconds as long as it cannot be reached or is too busy, and while the answer is wanted. */
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
