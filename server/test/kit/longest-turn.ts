/** The longest time for which a request may block the event loop in one turn. */
export const LONGEST_MS = 50

const MAX_ATTEMPTS = 10

/**
 * The longest turn of the event loop during a request, in milliseconds. Measured in CPU time of this thread, because
 * other programs may use the processors, and as the best of several attempts, because this thread also collects
 * garbage. `prepare` runs before each attempt.
 */
export async function longestTurn<T>(
  request: (prepared: T) => Promise<unknown>,
  prepare: () => Promise<T>,
): Promise<number>
export async function longestTurn(request: () => Promise<unknown>): Promise<number>
export async function longestTurn(
  request: (prepared?: unknown) => Promise<unknown>,
  prepare: () => Promise<unknown> = async () => {},
): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let attempts = 0; attempts < MAX_ATTEMPTS && best > LONGEST_MS; attempts++) {
    const prepared = await prepare()
    best = Math.min(best, await longestTurnOnce(() => request(prepared)))
  }
  return best
}

async function longestTurnOnce(request: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let isOver = false
  let before = process.threadCpuUsage()
  const tick = () => {
    const now = process.threadCpuUsage()
    longest = Math.max(longest, now.user + now.system - before.user - before.system)
    before = now
    if (!isOver) setImmediate(tick)
  }
  setImmediate(tick)
  await request()
  isOver = true
  await new Promise((resolve) => setImmediate(resolve))
  return longest / 1_000
}
