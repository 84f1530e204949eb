import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSecondsOf, usageOf } from './processes.ts'

/** What a tree of processes used while something ran: seconds of processor, peak memory in bytes. */
export type Used = { cpuSeconds: number; peakRss: number; peakPss: number }

const BETWEEN_SAMPLES_MS = 400

/** Runs `work` and tells what each of the trees used meanwhile. */
export async function watching<R>(roots: number[], work: () => Promise<R>): Promise<{ result: R; used: Used[] }> {
  const begun = roots.map(usageOf)
  const peaks = begun.map(({ rss, pss }) => ({ rss, pss }))
  const sample = () => {
    for (const [index, root] of roots.entries()) {
      const { rss, pss } = usageOf(root)
      const peak = peaks[index] as { rss: number; pss: number }
      peaks[index] = { rss: Math.max(peak.rss, rss), pss: Math.max(peak.pss, pss) }
    }
  }
  const timer = setInterval(sample, BETWEEN_SAMPLES_MS)
  try {
    const result = await work()
    const cpuAfter = roots.map(cpuSecondsOf)
    const used = peaks.map(({ rss, pss }, index) => ({
      cpuSeconds: (cpuAfter[index] as number) - (begun[index]?.cpuSeconds ?? 0),
      peakRss: rss,
      peakPss: pss,
    }))
    return { result, used }
  } finally {
    clearInterval(timer)
  }
}

/** Waits until the trees have finished what they were asked before, so that the next one has the machine to itself. */
export async function settled(roots: number[], patienceMs = 30_000): Promise<void> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; ) {
    const before = roots.map(cpuSecondsOf).reduce((sum, seconds) => sum + seconds, 0)
    await sleep(150)
    const after = roots.map(cpuSecondsOf).reduce((sum, seconds) => sum + seconds, 0)
    if (after - before <= 0.02) return
  }
}
