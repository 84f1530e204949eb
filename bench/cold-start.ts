// node bench/cold-start.ts: how long Docket takes from start to its first response, and how much memory it rests in.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contestant, Place } from './contestants/contestant.ts'
import { onEachDatabase } from './contestants/on-each-database.ts'
import { median } from './measure/medians.ts'
import { usageOf } from './measure/processes.ts'
import { keep } from './report/keep.ts'
import { startTable } from './report/other-tables.ts'
import type { ColdStart } from './report/results.ts'

const STARTS = 5
const REST_MS = 5_000

const coldStart = await onEachDatabase(measureStart)
console.log(startTable(keep({ coldStart })))

async function measureStart(contestant: Contestant, place: Place): Promise<ColdStart> {
  const times: number[] = []
  const memory: number[] = []
  for (let start = 0; start < STARTS; start++) {
    const begun = performance.now()
    const running = await contestant.start(place)
    times.push(performance.now() - begun)
    await sleep(REST_MS)
    memory.push(usageOf(running.pid).rss / 2 ** 20)
    await running.stop()
    console.log(`${contestant.name}: ${times.at(-1)?.toFixed(0)} ms, ${memory.at(-1)?.toFixed(0)} MB`)
  }
  return { contestant: contestant.name, firstResponseMs: median(times), idleMemory: median(memory) }
}
