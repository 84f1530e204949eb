import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { playTurn } from './comparison.ts'
import { openArena } from './contestants/arena.ts'
import type { Player } from './contestants/contestant.ts'
import { docket } from './contestants/docket.ts'
import { countTasks, type Growth as GrowthOf, growthShape, type Shape } from './dataset/shapes.ts'
import { median } from './measure/medians.ts'
import type { Options } from './options.ts'
import type { Growth, GrowthPoint } from './report/results.ts'
import { plansFor, type Workload } from './workloads/plans.ts'
import { writeRequests } from './workloads/requests.ts'

// A cached response costs the same however much data there is.
const WITHOUT_RESPONSE_CACHE = { RESPONSE_CACHE_SIZE: '0' }

const MEASURED: Workload[] = ['list', 'read', 'create', 'filter', 'search']

// In each but the first the same ten users see the same 1,400 tasks; the first is one user with all ten thousand.
const SIZES: GrowthOf[] = [
  { tasks: 10_000, users: 1 },
  { tasks: 10_000, users: 10 },
  { tasks: 1_000_000, users: 1000, heavyTasks: 200_000 },
  { tasks: 10_000_000, users: 100_000, heavyTasks: 200_000 },
]

type Series = { player: Player; point: GrowthPoint; times: Map<Workload, number[]> }

/** The median time of a request on one connection, over more and more data; sizes take turns. */
export async function measureGrowth(options: Options, say: (line: string) => void): Promise<Growth> {
  const arena = await openArena()
  const players: Player[] = []
  const series: Series[] = []
  try {
    for (const size of options.isLarge ? SIZES : SIZES.slice(0, 3)) {
      const shape = growthShape(size)
      for (const contestant of [
        docket('sqlite', 1, { settings: WITHOUT_RESPONSE_CACHE }),
        docket('postgres', 1, { settings: WITHOUT_RESPONSE_CACHE }),
      ]) {
        const begun = performance.now()
        const place = await arena.makePlace(`${contestant.name}-${size.tasks}-${size.users}`)
        await contestant.prepare(place, shape)
        const running = await contestant.start(place)
        const loaded = { contestant, place, running, sent: new Map() }
        players.push(loaded)
        series.push(...seriesOf(loaded, size, shape))
        const seconds = Math.round((performance.now() - begun) / 1000)
        say(`${contestant.name} holds ${countTasks(shape).toLocaleString('en')} tasks, loaded in ${seconds} s`)
      }
    }
    for (let round = 1; round <= options.rounds; round++) {
      for (const workload of MEASURED.filter((name) => options.workloads.includes(name))) {
        for (const one of series) {
          const turn = { player: one.player, workload, connections: 1 }
          const { p50, errors } = await playTurn(turn, arena.postgres.pid, options.seconds)
          if (errors > 0) throw new Error(`${errors} requests failed: ${nameOf(one.point)}, ${workload}`)
          one.times.set(workload, [...(one.times.get(workload) ?? []), p50])
          say(`[round ${round}/${options.rounds}] ${workload}, ${nameOf(one.point)}: p50 ${p50.toFixed(2)} ms`)
        }
      }
    }
    return { points: series.map(({ point, times }) => ({ ...point, p50: mediansOf(times) })) }
  } finally {
    for (const { running } of players) await running.stop()
    await arena.close()
  }
}

/** The usual readers, and the one with very many tasks where there is one: each with request files of its own. */
function seriesOf(player: Player, { users }: GrowthOf, shape: Shape): Series[] {
  const tasks = countTasks(shape)
  const usual = users === 1 ? 'only' : 'usual'
  const people: [GrowthPoint['reader'], Shape][] = [[usual, shape]]
  if (shape.heavyReader !== undefined) {
    const alone = [shape.heavyReader]
    people.push(['heavy', { ...shape, readers: alone, writers: alone }])
  }
  return people.map(([reader, active]) => {
    const place = { ...player.place, folder: join(player.place.folder, reader) }
    writePlans(place.folder, active, player)
    const point = { contestant: player.contestant.name, tasks, users: shape.users, reader, p50: {} }
    return { player: { ...player, place, sent: new Map() }, point, times: new Map() }
  })
}

function writePlans(folder: string, shape: Shape, { running }: Player): void {
  mkdirSync(folder)
  const plans = plansFor(shape)
  for (const workload of MEASURED)
    writeRequests(join(folder, `${workload}.requests`), plans[workload], running.identify)
}

const mediansOf = (times: Map<Workload, number[]>): GrowthPoint['p50'] =>
  Object.fromEntries([...times].map(([workload, list]) => [workload, median(list)]))

const nameOf = ({ contestant, tasks, reader }: GrowthPoint): string =>
  `${contestant} with ${tasks.toLocaleString('en')} tasks, ${reader} reader`
