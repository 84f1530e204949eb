// node bench/login-storm.ts: how long reads take while many people log in, beside the same without them.
import { join } from 'node:path'
import type { Arena } from './contestants/arena.ts'
import type { Contestant, Place, Running } from './contestants/contestant.ts'
import { onEachDatabase } from './contestants/on-each-database.ts'
import { comparisonShape } from './dataset/shapes.ts'
import { median } from './measure/medians.ts'
import { settled } from './measure/watch.ts'
import { load } from './measure/wrk.ts'
import { keep } from './report/keep.ts'
import { stormTable } from './report/other-tables.ts'
import type { Storm } from './report/results.ts'
import { plansFor } from './workloads/plans.ts'
import { writeRequests } from './workloads/requests.ts'

const ROUNDS = 3
const SECONDS = 5
// Few readers, as in life: with the server at its limit there would be nothing left to disturb.
const READERS = 4
const PEOPLE_LOGGING_IN = 16

const loginStorm = await onEachDatabase(measureStorm)
console.log(stormTable(keep({ loginStorm })))

async function measureStorm(contestant: Contestant, place: Place, { postgres }: Arena): Promise<Storm> {
  const running = await contestant.start(place)
  try {
    const plans = plansFor(comparisonShape())
    for (const name of ['read', 'login'] as const)
      writeRequests(join(place.folder, name), plans[name], running.identify)
    await read(running, place)
    const rounds: Omit<Storm, 'contestant'>[] = []
    for (let round = 0; round < ROUNDS; round++) {
      await settled([running.pid, postgres.pid])
      const quiet = await read(running, place)
      const [stormy, logins] = await Promise.all([read(running, place), logIn(running, place)])
      rounds.push({ quietP99: quiet.p99, stormP99: stormy.p99, loginsPerSecond: logins.requestsPerSecond })
      console.log(`${contestant.name}: p99 ${quiet.p99.toFixed(2)} ms, ${stormy.p99.toFixed(2)} ms during logins`)
    }
    const middle = (name: keyof Omit<Storm, 'contestant'>) => median(rounds.map((round) => round[name]))
    return {
      contestant: contestant.name,
      quietP99: middle('quietP99'),
      stormP99: middle('stormP99'),
      loginsPerSecond: middle('loginsPerSecond'),
    }
  } finally {
    await running.stop()
  }
}

function read(running: Running, place: Place) {
  return loadWith('read', READERS, running, place)
}

function logIn(running: Running, place: Place) {
  return loadWith('login', PEOPLE_LOGGING_IN, running, place)
}

async function loadWith(name: string, connections: number, { url }: Running, { folder }: Place) {
  const { result } = await load({ url, requests: join(folder, name), connections, seconds: SECONDS, sentBefore: 0 })
  if (result.errors > 0) throw new Error(`${result.errors} requests failed: ${name}`)
  return result
}
