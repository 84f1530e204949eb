import type { Workload } from '../workloads/plans.ts'
import { CONTESTANT_NAMES, finderIn, IN_WORDS, limitOf, quotient } from './comparison-tables.ts'
import { growthOf } from './growth-table.ts'
import type { Results } from './results.ts'
import { ratio, renderTable } from './table.ts'

/** What Docket set out to reach, and what was measured; undefined where nothing was. */
export type Target = {
  what: string
  wanted: string
  measured: number | undefined
  unit: string
  isMet: boolean | undefined
}

export function targetTable(results: Results): string {
  const rows = targetsOf(results).map(({ what, wanted, measured, unit, isMet }) => [
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
const LIMITED: Workload[] = ['list', 'read', ...WRITES, 'mix']
const AGAINST_DJANGO: [Workload, number][] = [
  ['list', 20],
  ['read', 30],
  ['create', 6],
  ['update', 6],
  ['complete', 6],
  ['mix', 25],
]

function comparisonTargets({ comparison }: Results): Target[] {
  const find = comparison ? finderIn(comparison) : () => undefined
  const rate = (contestant: string, workload: Workload) => find(contestant, workload)?.requestsPerSecond
  const overDjango = (contestant: string, workload: Workload, factor: number) =>
    atLeast(
      `${IN_WORDS[workload]}, against Django: ${CONTESTANT_NAMES[contestant]}`,
      quotient(rate(contestant, workload), rate('django', workload)),
      factor,
      ' ×',
    )
  const tail = (contestant: string, workload: Workload) => {
    const row = find(contestant, workload)
    return atMost(
      `${IN_WORDS[workload]}, p99 ÷ p50: ${CONTESTANT_NAMES[contestant]}`,
      quotient(row?.p99, row?.p50),
      3,
      '',
    )
  }
  const ofLimit = (contestant: string, workload: Workload) => {
    const share = quotient(rate(contestant, workload), rate(limitOf(contestant), workload))
    return atLeast(`${IN_WORDS[workload]}, of the limit: ${CONTESTANT_NAMES[contestant]}`, share, 0.7, '')
  }
  const [creates, lists] = [rate('docket-sqlite', 'create'), rate('docket-sqlite', 'list')]
  return [
    ...AGAINST_DJANGO.map(([workload, factor]) => overDjango('docket-postgres', workload, factor)),
    ...WRITES.map((workload) => overDjango('docket-postgres-2', workload, 8)),
    ...DOCKET.flatMap((name) => LIMITED.map((workload) => ofLimit(name, workload))),
    ...DOCKET.flatMap((name) => READS.map((workload) => tail(name, workload))),
    atLeast('durable creates on SQLite', creates, 10_000, '/s'),
    atLeast('lists on SQLite, against PostgreSQL', quotient(lists, rate('docket-postgres', 'list')), 1.5, ' ×'),
    ...DOCKET.map((name) =>
      atMost(`SQL statements a request, the most: ${CONTESTANT_NAMES[name]}`, mostStatements(name), 3, ''),
    ),
    ...DOCKET.map((name) => atMost(`memory under load, MB: ${CONTESTANT_NAMES[name]}`, mostMemory(name), 300, '')),
  ]

  function mostStatements(name: string): number | undefined {
    const counted = Object.entries(comparison?.statements[name] ?? {}).filter(([workload]) => workload !== 'login')
    return counted.length === 0 ? undefined : Math.max(...counted.map(([, number]) => number))
  }

  function mostMemory(name: string): number | undefined {
    const rows = comparison?.measured.filter(({ contestant }) => contestant === name) ?? []
    return rows.length === 0 ? undefined : Math.max(...rows.map(({ serverMemory }) => serverMemory))
  }
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
      atMost(`first answer after start, ms: ${CONTESTANT_NAMES[name]}`, cold(name)?.firstAnswerMs, 1000, ''),
    ),
    ...DOCKET.map((name) => atMost(`memory when idle, MB: ${CONTESTANT_NAMES[name]}`, cold(name)?.idleMemory, 120, '')),
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
