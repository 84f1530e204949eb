import { setTimeout as sleep } from 'node:timers/promises'
import { sharedMemoryOf, usageOf } from './processes.ts'

/**
 * What a tree of processes used while something ran: seconds of processor, and memory in bytes: resident at its peak, and
 * at the end with what several share counted once.
 */
type Used = { cpuSeconds: number; peakRss: number; lastPss: number }

const BETWEEN_SAMPLES_MS = 400

/** Runs `work` and tells what each of the trees used meanwhile. */
export async function watching<R>(roots: number[], work: () => Promise<R>): Promise<{ result: R; used: Used[] }> {
  const begun = roots.map(usageOf)
  const peaks = begun.map(({ rss }) => rss)
  const sample = () => {
    for (const [index, root] of roots.entries()) peaks[index] = Math.max(peaks[index] ?? 0, usageOf(root).rss)
  }
  const timer = setInterval(sample, BETWEEN_SAMPLES_MS)
  try {
    const result = await work()
    const ended = roots.map(usageOf)
    const used = roots.map((root, index) => ({
      cpuSeconds: (ended[index]?.cpuSeconds ?? 0) - (begun[index]?.cpuSeconds ?? 0),
      peakRss: Math.max(peaks[index] ?? 0, ended[index]?.rss ?? 0),
      lastPss: sharedMemoryOf(root),
    }))
    return { result, used }
  } finally {
    clearInterval(timer)
  }
}

/** Waits until the trees have finished what they were asked before, so that the next one has the machine to itself. */
export async function settled(roots: number[], patienceMs = 30_000): Promise<void> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; ) {
    const before = secondsOf(roots)
    await sleep(100)
    const after = secondsOf(roots)
    if (after - before <= 0.01) return
  }
}

const secondsOf = (roots: number[]): number => roots.reduce((sum, root) => sum + usageOf(root).cpuSeconds, 0)
