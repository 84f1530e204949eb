import { WORKLOADS } from '../workloads/plans.ts'
import { CONTESTANT_NAMES, finderIn, IN_WORDS, limitOf, quotient } from './comparison-tables.ts'
import { memoryTable } from './memory-table.ts'
import { occasion } from './occasion.ts'
import type { Comparison, Results } from './results.ts'
import { count, ratio, renderTable } from './table.ts'
import { renderTargets, targetsOf } from './targets.ts'

/** The page with its two blocks of figures written anew; all else in it is written by people. */
export const withFigures = (page: string, results: Results): string =>
  replaceBlock(replaceBlock(page, 'figures', figures(results)), 'targets', missedTargets(results))

function replaceBlock(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}: written by npm run bench -->`, `<!-- end of ${name} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`docs/performance.md has no place for its ${name}: ${begin} … ${end}`)
  return `${page.slice(0, from)}${begin}\n\n${content}\n\n${page.slice(to)}`
}

function figures({ comparison }: Results): string {
  if (!comparison) return 'Nothing has been measured yet.'
  return `${occasion(comparison)}\n\n${headlineTable(comparison)}\n\n${memoryTable(comparison)}`
}

/** Requests a second at 32 connections. */
function headlineTable(comparison: Comparison): string {
  const find = finderIn(comparison)
  const rate = (contestant: string, workload: (typeof WORKLOADS)[number]) =>
    find(contestant, workload)?.requestsPerSecond
  const shown = ['docket-sqlite', 'docket-postgres', 'django']
  const rows = WORKLOADS.map((workload) => {
    const byDjango = ratio(quotient(rate('docket-postgres', workload), rate('django', workload)))
    return [
      IN_WORDS[workload],
      ...shown.map((name) => rate(name, workload)).map((value) => (value === undefined ? '' : count(value))),
      byDjango && `${byDjango} ×`,
      ...DOCKET.map((name) => ratio(quotient(rate(name, workload), rate(limitOf(name), workload)))),
    ]
  })
  const names = shown.map((name) => CONTESTANT_NAMES[name] ?? name)
  return renderTable(
    ['requests/s', ...names, 'PostgreSQL ÷ Django', 'SQLite ÷ its limit', 'PostgreSQL ÷ its limit'],
    rows,
  )
}

const DOCKET = ['docket-sqlite', 'docket-postgres']

function missedTargets(results: Results): string {
  const targets = targetsOf(results)
  const missed = targets.filter(({ isMet }) => isMet === false)
  const met = targets.filter(({ isMet }) => isMet).length
  const sum = `${met} of ${met + missed.length} targets are met.`
  return missed.length === 0 ? sum : `${sum} These are not:\n\n${renderTargets(missed)}`
}
