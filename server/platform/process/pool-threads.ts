import { readdir, readFile } from 'node:fs/promises'
import { getPriority, setPriority } from 'node:os'

// A tenth of the weight that requests have, when both want the processor; all of it when they do not.
const STEP = 10
const LOWEST = 19

/**
 * Makes the threads for long work, of which hashing is one, step back behind the thread that answers requests.
 * Linux schedules threads like processes, see setpriority(2); elsewhere nothing changes.
 */
export async function letPoolThreadsStepBack(): Promise<void> {
  const lower = Math.min(LOWEST, getPriority() + STEP)
  for (const thread of await poolThreads()) setPriority(thread, lower)
}

/** The ids that the system has given to libuv's threads. Reading them is work for the pool, so that they are there. */
export async function poolThreads(): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const threads = await readdir('/proc/self/task')
  const names = await Promise.all(threads.map(nameOf))
  return threads.filter((_, index) => names[index] === 'libuv-worker').map(Number)
}

// A thread may have ended meanwhile.
const nameOf = (thread: string): Promise<string> =>
  readFile(`/proc/self/task/${thread}/comm`, 'utf8').then(
    (name) => name.trim(),
    () => '',
  )
