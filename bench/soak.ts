// node bench/soak.ts [MINUTES]: whether memory stays flat while Docket on PostgreSQL serves the mix for a long time.
import { join } from 'node:path'
import { openArena } from './contestants/arena.ts'
import { docket } from './contestants/docket.ts'
import { comparisonShape } from './dataset/shapes.ts'
import { usageOf } from './measure/processes.ts'
import { load } from './measure/wrk.ts'
import { keep } from './report/keep.ts'
import { soakTable } from './report/other-tables.ts'
import type { Soak } from './report/results.ts'
import { plansFor } from './workloads/plans.ts'
import { writeRequests } from './workloads/requests.ts'

const minutes = Number(process.argv[2] ?? 10)
const PIECES_PER_MINUTE = 2

if (Number.isInteger(minutes) && minutes > 0) console.log(soakTable(keep({ soak: await measureSoak() })))
else {
  console.error('soak: say how many minutes, a whole number')
  process.exitCode = 2
}

async function measureSoak(): Promise<Soak> {
  const contestant = docket('postgres')
  const arena = await openArena()
  try {
    const place = await arena.makePlace(contestant.name)
    await contestant.prepare(place, comparisonShape())
    const running = await contestant.start(place)
    const requests = join(place.folder, 'mix')
    writeRequests(requests, plansFor(comparisonShape()).mix, running.identify)
    const memory: Soak['memory'] = []
    let sentBefore = 0
    for (let piece = 1; piece <= minutes * PIECES_PER_MINUTE; piece++) {
      const seconds = 60 / PIECES_PER_MINUTE
      const { result, sent } = await load({ url: running.url, requests, connections: 32, seconds, sentBefore })
      if (result.errors > 0) throw new Error(`${result.errors} requests failed`)
      sentBefore = sent
      memory.push({ minute: piece / PIECES_PER_MINUTE, megabytes: usageOf(running.pid).rss / 2 ** 20 })
      console.log(`minute ${memory.at(-1)?.minute}: ${memory.at(-1)?.megabytes.toFixed(0)} MB`)
    }
    await running.stop()
    return { contestant: contestant.name, minutes, memory }
  } finally {
    await arena.close()
  }
}
