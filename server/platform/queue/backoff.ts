const FIRST_BACKOFF_MS = 10_000
const MAX_ATTEMPTS = 12

/**
 * The pause after a failed try: 10 s, then twice as long each time, give or take a quarter so that what failed together
 * is not tried together. After twelve tries, about six hours, there is no other.
 */
export function backoffMs(attempts: number): number | undefined {
  if (attempts >= MAX_ATTEMPTS) return undefined
  return FIRST_BACKOFF_MS * 2 ** (attempts - 1) * (0.75 + Math.random() / 2)
}
