const FIRST_PAUSE_MS = 10_000
const MOST_TRIES = 12

/**
 * The pause after a failed try: 10 s, then twice as long each time, give or take a quarter so that what failed together
 * is not tried together. After twelve tries, about six hours, there is no other.
 */
export function pauseMs(tries: number): number | undefined {
  if (tries >= MOST_TRIES) return undefined
  return FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.75 + Math.random() / 2)
}
