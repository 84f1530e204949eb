/** The longest time for which a request may block the event loop in one turn, on a processor of ordinary speed. */
export const LONGEST_MS = 50

/** What `copyRows` takes on such a processor. */
const ORDINARY_MS = 8

const MAX_ATTEMPTS = 10

/**
 * The longest turn of the event loop during a request, in milliseconds of a processor of ordinary speed. Measured in CPU
 * time of this thread, because other programs may use the processors, and as the best of several attempts, because this
 * thread also collects garbage. `prepare` runs before each attempt.
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
    best = Math.min(best, (await longestTurnOnce(() => request(prepared))) / slowness())
  }
  return best
}

let measured: number | undefined

/** How many times as long as on an ordinary processor work takes here, at least 1. */
function slowness(): number {
  measured ??= Math.max(1, Math.min(...Array.from({ length: MAX_ATTEMPTS }, copyRows)) / ORDINARY_MS)
  return measured
}

const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, title: `Task ${id}`, due_date: null }))

/** Returns the milliseconds that it took. */
function copyRows(): number {
  const before = process.threadCpuUsage()
  JSON.parse(JSON.stringify(rows))
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
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
