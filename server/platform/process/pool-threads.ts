import { readdir, readFile } from 'node:fs/promises'
import { getPriority, setPriority } from 'node:os'

// A tenth of the CPU weight of requests when both compete; no limit when they do not.
const STEP = 10
const LOWEST = 19

/**
 * Lowers the priority of the threads for long work, such as hashing, below that of the thread that handles requests.
 * Linux schedules threads like processes, see setpriority(2); on other systems this does nothing.
 */
export async function lowerPoolThreadPriority(): Promise<void> {
  const lower = Math.min(LOWEST, getPriority() + STEP)
  for (const thread of await poolThreads()) setPriority(thread, lower)
}

/** The system's ids of libuv's threads. Reading them uses the pool, so that its threads exist. */
export async function poolThreads(): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const threads = await readdir('/proc/self/task')
  const names = await Promise.all(threads.map(nameOf))
  return threads.filter((_, index) => names[index] === 'libuv-worker').map(Number)
}

// The thread may have ended meanwhile.
const nameOf = (thread: string): Promise<string> =>
  readFile(`/proc/self/task/${thread}/comm`, 'utf8').then(
    (name) => name.trim(),
    () => '',
  )
