// node bench/growth-of-storage.ts [WRITES]: how much a million writes add to each table, before and after retention, and how
// many writes a second one process makes together with all the jobs that follow from them.
import { setTimeout as sleep } from 'node:timers/promises'
import { buildApi } from '../server/app/build-api.ts'
import { startWorker } from '../server/app/build-worker.ts'
import { openResources, type Resources } from '../server/app/resources.ts'
import { pruneDeliveries } from '../server/events/deliveries.ts'
import { pruneEvents } from '../server/events/retention.ts'
import { isMembershipHistory } from '../server/features/live/log/queries.ts'
import { readConfig } from '../server/platform/config/read-config.ts'
import type { HttpServer } from '../server/platform/http/http-server.ts'
import { countJobs, pruneJobs } from '../server/platform/queue/jobs.ts'
import type { Contestant, Place } from './contestants/contestant.ts'
import { databaseUrl, environmentOf, identify } from './contestants/docket.ts'
import { onEachDatabase } from './contestants/on-each-database.ts'
import { randomFrom } from './dataset/random.ts'
import { comparisonShape } from './dataset/shapes.ts'
import { GROUPS, type Sizes, sizesOf } from './measure/table-sizes.ts'
import { whatIsKnown } from './workloads/known.ts'
import { makersFor } from './workloads/makers.ts'
import type { Request } from './workloads/requests.ts'

const writes = Number(process.argv[2] ?? 20_000)
const AT_ONCE = 16
/** The relay stores how far it has read at least so often. */
const RELAY_STORES_MS = 1_500

type Growth = { name: string; before: Sizes; full: Sizes; pruned: Sizes; seconds: { writing: number; all: number } }

for (const growth of await onEachDatabase(measureGrowth)) print(growth)

async function measureGrowth({ name, database }: Contestant, place: Place): Promise<Growth> {
  const url = databaseUrl(database, place)
  const resources = await openResources(readConfig({ ...environmentOf(url, place, 1), LOG_LEVEL: 'error' }))
  const server = await buildApi(resources)
  try {
    const before = await sizesOf(url)
    const worker = await startWorker(resources)
    const start = Date.now()
    await write(server)
    const writing = (Date.now() - start) / 1_000
    const all = ((await whenWorkIsDone(resources)) - start) / 1_000
    await worker.stop()
    const full = await sizesOf(url)
    // As if all of it had become old enough.
    await pruneJobs(resources.db, 0)
    await pruneDeliveries(resources.db, 0)
    await pruneEvents(resources.db, 0, isMembershipHistory)
    return { name, before, full, pruned: await sizesOf(url), seconds: { writing, all } }
  } finally {
    await server.close()
    await resources.close()
  }
}

/** As many tasks are created as changed and as completed. */
async function write(server: HttpServer): Promise<void> {
  const shape = comparisonShape()
  const make = makersFor(shape, whatIsKnown(shape))
  const kinds = [make.create, make.update, make.complete]
  const random = randomFrom(23)
  let next = 0
  const writer = async () => {
    while (next < writes) {
      const number = next++
      const kind = kinds[number % kinds.length] as (typeof make)['update']
      await send(server, kind(random, Math.floor(number / kinds.length)))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, writer))
}

async function send(server: HttpServer, { method, path, user, body }: Request): Promise<void> {
  const [, authorization = ''] = identify(user as number).split('authorization: ')
  const headers = { host: 'localhost', authorization }
  const { statusCode, payload } = await server.inject({ method, url: path, headers, ...(body && { payload: body }) })
  if (statusCode >= 300) throw new Error(`${method} ${path} returned ${statusCode} ${payload}`)
}

/** Waits until nothing is left to do, and returns when the last job was seen. */
async function whenWorkIsDone({ db }: Resources): Promise<number> {
  let quietSince = Date.now()
  while (Date.now() - quietSince < 2 * RELAY_STORES_MS) {
    const { waiting, running } = await countJobs(db)
    if (waiting + running > 0) quietSince = Date.now()
    await sleep(200)
  }
  return quietSince
}

function print({ name, before, full, pruned, seconds }: Growth): void {
  console.log(`${name}: MB per million writes, and how much of it stays after retention (${writes} writes measured)`)
  const grown = (sizes: Sizes, group: keyof Sizes) => ((sizes[group] - before[group]) / writes).toFixed(0)
  for (const group of GROUPS) console.log(`${group.padEnd(14)} ${grown(full, group)} → ${grown(pruned, group)}`)
  const rate = (duration: number) => (writes / duration).toFixed(0)
  console.log(`${rate(seconds.writing)} writes a second, ${rate(seconds.all)} with the jobs that follow\n`)
}
