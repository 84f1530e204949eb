import type { Workload } from '../workloads/plans.ts'
import { CONTESTANT_NAMES, finderIn, IN_WORDS, limitOf, quotient } from './comparison-tables.ts'
import { growthOf } from './growth-table.ts'
import type { Measured, Results } from './results.ts'
import { ratio, renderTable } from './table.ts'

/** What Docket set out to reach, and what was measured; undefined where nothing was. */
type Target = {
  what: string
  wanted: string
  measured: number | undefined
  unit: string
  isMet: boolean | undefined
}

export const targetTable = (results: Results): string => renderTargets(targetsOf(results))

export function renderTargets(targets: Target[]): string {
  const rows = targets.map(({ what, wanted, measured, unit, isMet }) => [
    what,
    wanted,
    measured === undefined ? 'not measured' : `${ratio(measured)}${unit}`,
    isMet === undefined ? '' : isMet ? 'met' : 'not met',
  ])
  return renderTable(['target', 'wanted', 'measured', ''], rows)
}

export function targetsOf(results: Results): Target[] {
  return [...comparisonTargets(results), ...growthTargets(results), ...otherTargets(results)]
}

const DOCKET = ['docket-sqlite', 'docket-postgres']
const READS: Workload[] = ['list', 'read', 'filter', 'search']
const WRITES: Workload[] = ['create', 'update', 'complete']
const LIMITED: Workload[] = ['list', 'read', 'mix']
const AGAINST_DJANGO: [Workload, number][] = [
  ['list', 60],
  ['read', 40],
  ['create', 5],
  ['update', 6],
  ['complete', 6],
  ['mix', 25],
]

function comparisonTargets({ comparison }: Results): Target[] {
  const find = comparison ? finderIn(comparison) : () => undefined
  const rate = (contestant: string, workload: Workload) => find(contestant, workload)?.requestsPerSecond
  const lists = quotient(rate('docket-sqlite', 'list'), rate('docket-postgres', 'list'))
  return [
    ...AGAINST_DJANGO.map(([workload, factor]) => overDjango(rate, 'docket-postgres', workload, factor)),
    ...WRITES.map((workload) => overDjango(rate, 'docket-postgres-2', workload, 8)),
    ...DOCKET.flatMap((name) => LIMITED.map((workload) => ofLimit(rate, name, workload, 0.7))),
    ...DOCKET.flatMap((name) =>
      (['list', 'read'] as const).map((workload) => ofLimit(rate, `${name}-uncached`, workload, 0.8)),
    ),
    ...DOCKET.flatMap((name) => READS.map((workload) => tail(find(name, workload), name, workload))),
    atLeast('durable creates on SQLite', rate('docket-sqlite', 'create'), 10_000, '/s'),
    atLeast('lists on SQLite, against PostgreSQL', lists, 1.5, ' ×'),
    ...DOCKET.map((name) =>
      atMost(`memory at rest, MB: ${CONTESTANT_NAMES[name]}`, comparison?.idle?.servers[name], 100, ''),
    ),
    ...DOCKET.map((name) =>
      atMost(`memory in the mix, MB: ${CONTESTANT_NAMES[name]}`, find(name, 'mix')?.serverMemory, 200, ''),
    ),
  ]
}

type Rate = (contestant: string, workload: Workload) => number | undefined

function overDjango(rate: Rate, contestant: string, workload: Workload, factor: number): Target {
  const times = quotient(rate(contestant, workload), rate('django', workload))
  return atLeast(`${IN_WORDS[workload]}, against Django: ${CONTESTANT_NAMES[contestant]}`, times, factor, ' ×')
}

function ofLimit(rate: Rate, contestant: string, workload: Workload, wanted: number): Target {
  const share = quotient(rate(contestant, workload), rate(limitOf(contestant), workload))
  return atLeast(`${IN_WORDS[workload]}, of the limit: ${CONTESTANT_NAMES[contestant]}`, share, wanted, '')
}

function tail(row: Measured | undefined, contestant: string, workload: Workload): Target {
  const what = `${IN_WORDS[workload]}, p99 ÷ p50: ${CONTESTANT_NAMES[contestant]}`
  return atMost(what, quotient(row?.p99, row?.p50), 3, '')
}

function growthTargets({ growth }: Results): Target[] {
  const points = growth?.points ?? []
  return DOCKET.flatMap((name) =>
    (['usual', 'heavy'] as const).map((reader) => {
      const point = points.find((one) => one.contestant === name && one.reader === reader && one.tasks > 100_000)
      const growths = Object.keys(point?.p50 ?? {}).map((workload) =>
        growthOf(points, point as never, workload as Workload),
      )
      const whose = reader === 'usual' ? 'from 10 thousand to 1 million tasks' : 'for the user with 200,000 tasks'
      const worst = point ? Math.max(...growths.map(Number)) : undefined
      return atMost(
        `time of a request ${whose}, the worst: ${CONTESTANT_NAMES[name]}`,
        worst,
        reader === 'usual' ? 1.3 : 1.5,
        ' ×',
      )
    }),
  )
}

function otherTargets({ coldStart, loginStorm, soak }: Results): Target[] {
  const cold = (name: string) => coldStart?.find(({ contestant }) => contestant === name)
  const storm = (name: string) => loginStorm?.find(({ contestant }) => contestant === name)
  const memory = soak?.memory ?? []
  const half = memory.slice(Math.floor(memory.length / 2))
  return [
    ...DOCKET.map((name) =>
      atMost(`first response after start, ms: ${CONTESTANT_NAMES[name]}`, cold(name)?.firstResponseMs, 1000, ''),
    ),
    ...DOCKET.map((name) => {
      const found = storm(name)
      const what = `p99 of reads during many logins: ${CONTESTANT_NAMES[name]}`
      return atMost(what, quotient(found?.stormP99, found?.quietP99), 2, ' ×')
    }),
    atMost('memory over a long run, end ÷ middle', quotient(half.at(-1)?.megabytes, half[0]?.megabytes), 1.1, ''),
  ]
}

function atLeast(what: string, measured: number | undefined, bound: number, unit: string): Target {
  const isMet = measured === undefined ? undefined : measured >= bound
  return { what, wanted: `≥ ${bound.toLocaleString('en')}${unit}`, measured, unit, isMet }
}

function atMost(what: string, measured: number | undefined, bound: number, unit: string): Target {
  const isMet = measured === undefined ? undefined : measured <= bound
  return { what, wanted: `≤ ${bound.toLocaleString('en')}${unit}`, measured, unit, isMet }
}
