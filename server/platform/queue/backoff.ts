const FIRST_BACKOFF_MS = 10_000
const MAX_ATTEMPTS = 12

/**
 * The delay before the next attempt: exponential backoff from 10 s, with a jitter of a quarter so that jobs that failed
 * together are not retried together. Undefined after twelve attempts, about six hours.
 */
export function backoffMs(attempts: number): number | undefined {
  if (attempts >= MAX_ATTEMPTS) return undefined
  return FIRST_BACKOFF_MS * 2 ** (attempts - 1) * (0.75 + Math.random() / 2)
}
