// node bench/profile.ts: where the time of a request goes in the process that answers it, by the profiler of V8.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openArena } from './contestants/arena.ts'
import { docket } from './contestants/docket.ts'
import { comparisonShape } from './dataset/shapes.ts'
import { monotonicMicros, readProfile, workByPart } from './measure/cpu-profile.ts'
import { load } from './measure/wrk.ts'
import { keep } from './report/keep.ts'
import { profileTables } from './report/profile-tables.ts'
import type { Profile } from './report/results.ts'
import { plansFor, type Workload } from './workloads/plans.ts'
import { writeRequests } from './workloads/requests.ts'

const PROFILED: Workload[] = ['create', 'update', 'complete', 'filter', 'search']
const WARM_UP_SECONDS = 3
const SECONDS = 6

const arena = await openArena()
const profiles: Profile[] = []
try {
  for (const database of ['sqlite', 'postgres'] as const) {
    for (const workload of PROFILED) {
      const profile = await profiled(database, workload)
      profiles.push(profile)
      console.log(`${profile.contestant}, ${workload}: ${Math.round(profile.requestsPerSecond)}/s`)
    }
  }
} finally {
  await arena.close()
}
console.log(profileTables(keep({ profiles })))

/** A process of its own for each: a profile covers a process from its start. */
async function profiled(database: 'sqlite' | 'postgres', workload: Workload): Promise<Profile> {
  const name = `profiled-${database}-${workload}`
  const place = await arena.makePlace(name)
  const folder = join(place.folder, 'profile')
  mkdirSync(folder)
  // Reads from memory would tell nothing of lists.
  const settings = { RESPONSE_CACHE_SIZE: '0', NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` }
  const contestant = docket(database, 1, { settings })
  await contestant.prepare(place, comparisonShape())
  const running = await contestant.start(place)
  const requests = join(place.folder, 'requests')
  writeRequests(requests, plansFor(comparisonShape())[workload], running.identify)
  const loadFor = (seconds: number, sentBefore: number) =>
    load({ url: running.url, requests, connections: 32, seconds, sentBefore })
  const { sent } = await loadFor(WARM_UP_SECONDS, 0)
  const from = monotonicMicros()
  const { result } = await loadFor(SECONDS, sent)
  const span = { from, to: monotonicMicros() }
  await running.stop()
  if (result.errors > 0) throw new Error(`${result.errors} requests failed: ${name}`)
  const work = workByPart(readProfile(folder), span)
  const micros = Object.entries(work).map(([part, time]) => [part, time / result.requests])
  const { requestsPerSecond } = result
  return { contestant: contestant.name, workload, requestsPerSecond, micros: Object.fromEntries(micros) }
}
