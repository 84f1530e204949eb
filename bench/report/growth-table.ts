import { WORKLOADS } from '../workloads/plans.ts'
import { CONTESTANT_NAMES, IN_WORDS } from './comparison-tables.ts'
import type { Growth, GrowthPoint } from './results.ts'
import { count, milliseconds, ratio, renderTable } from './table.ts'

/** The median time of a request in milliseconds, and its ratio to that with ten thousand tasks. */
export function growthTable({ points }: Growth): string {
  const workloads = WORKLOADS.filter((workload) => points.some(({ p50 }) => p50[workload] !== undefined))
  const rows = points.map((point) => [
    CONTESTANT_NAMES[point.contestant] ?? point.contestant,
    count(point.tasks),
    count(point.users),
    READERS[point.reader],
    ...workloads.map((workload) => {
      const time = point.p50[workload]
      return time === undefined ? '' : `${milliseconds(time)} (${ratio(growthOf(points, point, workload))} ×)`
    }),
  ])
  return renderTable(['p50 in ms', 'tasks', 'users', 'reader sees', ...workloads.map((name) => IN_WORDS[name])], rows)
}

const READERS: Record<GrowthPoint['reader'], string> = { only: 'all', usual: '1,400', heavy: '200,000' }

/** How many times as long as for a usual reader over ten thousand tasks. */
export function growthOf(points: readonly GrowthPoint[], point: GrowthPoint, workload: keyof GrowthPoint['p50']) {
  const start = points.find(({ contestant, reader }) => contestant === point.contestant && reader === 'usual')
  const [now, then] = [point.p50[workload], start?.p50[workload]]
  return now === undefined || then === undefined ? undefined : now / then
}
