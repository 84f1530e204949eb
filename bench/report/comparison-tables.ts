import { WORKLOADS, type Workload } from '../workloads/plans.ts'
import type { Comparison, Measured } from './results.ts'
import { count, milliseconds, ratio, renderTable } from './table.ts'

export const IN_WORDS: Record<Workload, string> = {
  list: 'list 50',
  read: 'read one',
  create: 'create',
  update: 'update',
  complete: 'complete',
  filter: 'filter by status and category',
  search: 'text search',
  login: 'login',
  mix: 'mix',
}

export const CONTESTANT_NAMES: Record<string, string> = {
  'docket-sqlite': 'Docket, SQLite',
  'docket-postgres': 'Docket, PostgreSQL',
  'docket-postgres-2': 'Docket, PostgreSQL, 2 processes',
  'docket-sqlite-uncached': 'Docket, SQLite, no response cache',
  'docket-postgres-uncached': 'Docket, PostgreSQL, no response cache',
  django: 'Django, PostgreSQL, 3 workers',
  'limit-sqlite': 'the limit, SQLite',
  'limit-postgres': 'the limit, PostgreSQL',
}

/** The overview, and then a table for each workload. */
export function comparisonTables(comparison: Comparison): string {
  const workloads = WORKLOADS.filter((workload) => comparison.measured.some((row) => row.workload === workload))
  const parts = workloads.map((workload) => `### ${IN_WORDS[workload]}\n\n${workloadTable(comparison, workload)}`)
  return [overviewTable(comparison, workloads), ...parts].join('\n\n')
}

const OVERVIEW_CONNECTIONS = 32

/** Requests a second at 32 connections, a line for each workload. */
function overviewTable(comparison: Comparison, workloads: readonly Workload[]): string {
  const find = finderIn(comparison)
  const rate = (contestant: string, workload: Workload) => find(contestant, workload)?.requestsPerSecond
  const contestants = contestantsIn(comparison)
  const docketOnPostgres = contestants.filter((name) => name.startsWith('docket-postgres'))
  const head = [
    'requests/s, 32 connections',
    ...contestants.map((name) => CONTESTANT_NAMES[name] ?? name),
    ...docketOnPostgres.map((name) => `${shortName(name)} ÷ Django`),
    ...contestants.filter((name) => name.startsWith('docket')).map((name) => `${shortName(name)} ÷ its limit`),
  ]
  const rows = workloads.map((workload) => [
    IN_WORDS[workload],
    ...contestants.map((name) => numberOrBlank(rate(name, workload))),
    ...docketOnPostgres.map((name) => times(rate(name, workload), rate('django', workload))),
    ...contestants
      .filter((name) => name.startsWith('docket'))
      .map((name) => ratio(quotient(rate(name, workload), rate(limitOf(name), workload)))),
  ])
  return renderTable(head, rows)
}

/** Those who are compared in everything. */
export const contestantsIn = ({ measured }: Comparison): string[] =>
  [...new Set(measured.map(({ contestant }) => contestant))].filter((name) => !name.endsWith('-uncached'))

function workloadTable(comparison: Comparison, workload: Workload): string {
  const head = 'connections,requests/s,÷ Django,÷ limit,p50 ms,p95 ms,p99 ms,server µs,database µs,server MB,SQL'.split(
    ',',
  )
  const rows = comparison.measured
    .filter((row) => row.workload === workload)
    .sort((a, b) => a.connections - b.connections)
    .map((row) => [CONTESTANT_NAMES[row.contestant] ?? row.contestant, ...cellsOf(comparison, row)])
  return renderTable(['', ...head], rows)
}

function cellsOf(comparison: Comparison, row: Measured): string[] {
  const find = finderIn(comparison, row.connections)
  const isPeer = row.contestant === 'django' || row.contestant.startsWith('limit')
  const django = row.database === 'postgres' ? find('django', row.workload)?.requestsPerSecond : undefined
  const limit = find(limitOf(row.contestant), row.workload)?.requestsPerSecond
  const statements = comparison.statements[row.contestant]?.[row.workload]
  return [
    String(row.connections),
    count(row.requestsPerSecond) + (row.errors > 0 ? ` (${row.errors} errors)` : ''),
    isPeer ? '' : ratio(quotient(row.requestsPerSecond, django)),
    isPeer ? '' : ratio(quotient(row.requestsPerSecond, limit)),
    ...[row.p50, row.p95, row.p99].map(milliseconds),
    count(row.serverCpu),
    row.database === 'postgres' ? count(row.databaseCpu) : '',
    count(row.serverMemory),
    statements === undefined ? '' : statements.toFixed(1),
  ]
}

/** Looks a figure up by contestant and workload. */
export function finderIn({ measured }: Comparison, connections = OVERVIEW_CONNECTIONS) {
  return (contestant: string, workload: Workload): Measured | undefined =>
    measured.find(
      (row) => row.contestant === contestant && row.workload === workload && row.connections === connections,
    )
}

export const limitOf = (contestant: string): string =>
  contestant.includes('sqlite') ? 'limit-sqlite' : 'limit-postgres'

export function quotient(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined ? undefined : part / whole
}

const shortName = (name: string): string => name.replace('docket-', '').replace('-2', ' 2')
const numberOrBlank = (value: number | undefined): string => (value === undefined ? '' : count(value))
const times = (part: number | undefined, whole: number | undefined): string => {
  const factor = ratio(quotient(part, whole))
  return factor && `${factor} ×`
}
