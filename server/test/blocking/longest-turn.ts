/** No request may keep the event loop for longer in one turn. */
export const LONGEST_MS = 50

const MAX_ATTEMPTS = 10

/**
 * How many milliseconds one turn of the event loop took at most during a request: by the processor time of this thread, as other
 * programs may take the processors, and in the best of some tries, as this thread also collects garbage. `prepare` comes before each.
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
