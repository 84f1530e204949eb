import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { throughputChart } from './chart.ts'
import { comparisonTables } from './comparison-tables.ts'
import { growthTable } from './growth-table.ts'
import { memoryTable } from './memory-table.ts'
import { occasion } from './occasion.ts'
import { otherTables } from './other-tables.ts'
import { profileTables } from './profile-tables.ts'
import type { Results } from './results.ts'
import { withFigures } from './summary.ts'
import { targetTable } from './targets.ts'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))
const tables = fileURLToPath(new URL('../results.md', import.meta.url))

/** Writes bench/results.md, and the picture and the figures of docs/performance.md, anew from what was measured. */
export function writeReport(results: Results): void {
  mkdirSync(`${docs}performance`, { recursive: true })
  if (results.comparison) writeFileSync(`${docs}performance/throughput.svg`, throughputChart(results.comparison))
  writeFileSync(tables, renderPage(results))
  const page = `${docs}performance.md`
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), results))
}

export function renderPage(results: Results): string {
  const parts = [
    INTRODUCTION,
    comparisonPart(results),
    growthPart(results),
    otherTables(results),
    targetPart(results),
    profileTables(results),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

const INTRODUCTION = `# Results of the benchmark

*Written by \`npm run bench\` from \`bench/results.json\`; do not edit.* [Performance](../docs/performance.md) explains the
method and the servers.`

function comparisonPart({ comparison }: Results): string | undefined {
  if (!comparison) return undefined
  const { rounds, seconds, skipped } = comparison
  const absent = skipped.map(({ name, reason }) => `Without ${name}: ${reason}.`).join(' ')
  return `## Side by side

${occasion(comparison)} Medians of ${rounds === 1 ? 'one round' : `${rounds} rounds`} of ${seconds} s. ${absent}

![Requests a second by workload and server](../docs/performance/throughput.svg)

\`server µs\` and \`database µs\` are processor time a request; \`server MB\` is the peak of resident memory, all processes
together; \`SQL\` counts statements a request, without those that open and close transactions.

${comparisonTables(comparison)}

### Memory

Resident memory of all processes of a server together: idle, after a few requests and ten seconds of rest, and the peak of
the mix. Memory that PostgreSQL's processes share is counted once.

${memoryTable(comparison)}`
}

function growthPart({ growth }: Results): string | undefined {
  if (!growth) return undefined
  return `## As the data grows

${occasion(growth)} The median time of one request on one connection. The same ten users, who see 1,400 tasks each, in a
growing crowd; in brackets the ratio to their time among ten thousand tasks. The response cache is off for this.

${growthTable(growth)}`
}

const targetPart = (results: Results): string => `## Targets

The targets of Docket on a machine with two cores, load generator included, at 32 connections.

${targetTable(results)}`
