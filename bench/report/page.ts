import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Machine } from '../measure/machine.ts'
import { BOUNDS } from './bounds.ts'
import { throughputChart } from './chart.ts'
import { comparisonTables } from './comparison-tables.ts'
import { growthTable } from './growth-table.ts'
import { otherTables } from './other-tables.ts'
import { profileTables } from './profile-tables.ts'
import type { Occasion, Results } from './results.ts'
import { targetTable } from './targets.ts'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))

/** Writes docs/performance.md and its picture anew from what was measured. */
export function writeReport(results: Results): void {
  mkdirSync(`${docs}performance`, { recursive: true })
  if (results.comparison) writeFileSync(`${docs}performance/throughput.svg`, throughputChart(results.comparison))
  writeFileSync(`${docs}performance.md`, renderPage(results))
}

export function renderPage(results: Results): string {
  const parts = [
    INTRODUCTION,
    comparisonPart(results),
    growthPart(results),
    otherTables(results),
    targetPart(results),
    BOUNDS,
    profileTables(results),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

const INTRODUCTION = `# Performance

*Written by \`npm run bench\` from \`bench/results.json\`; do not edit.*

How fast Docket is beside a Django server that does the same, and beside the limit of what Node and the database allow on
the same machine. As absolute numbers the figures hold for no other machine; the ratios travel better.

- **Docket** runs as shipped, in production mode, as \`docket api\`: authentication, validation, visibility, limit of requests
  (set out of reach), metrics, a log line for each request, and an event for each change. What follows from events (mail, notices)
  is the work of \`docket worker\`, and is not measured here. Answers that nothing has changed are given again from memory, and
  here most reads are: \`nothing kept\` shows what they cost when none is (\`RESPONSE_CACHE_SIZE=0\`).
- **Django** (\`bench/peers/django\`) is Django REST Framework with SimpleJWT, django-filter and page numbers under gunicorn
  with three workers (threaded ones were slower), persistent connections to the same PostgreSQL server, an index for what
  it filters by, no log of requests and no events.
- **The limit** (\`bench/limit\`) is bare Fastify with hand-written SQL over Docket's own tables, giving the same JSON: no
  authentication, no validation, no events. Its writes are as durable as Docket's.

All hold the same 12,000 tasks of 220 people and get the same requests in the same order, from 200 of them who see about
1,000 tasks each; that they give the same answers is checked before anything is measured. They take turns, round by round,
so that a noisy machine is fair to all; each turn begins with a second that does not count. PostgreSQL runs with \`fsync\` and
\`synchronous_commit\`, and fills no new files of its log with zeros, as one that has run for long has no need of; SQLite
with \`synchronous=FULL\`. The load comes from wrk on the same machine and takes its share of the processor. The mix is 65 %
read one, 23 % list, 9 % projects, 3 % writes. One request that fails makes a run worth nothing.

## How to repeat it

\`\`\`sh
bench/install.sh                    # wrk, and the packages of the Django peer (Debian)
npm run bench                       # half an hour
npm run bench -- --quick            # two minutes, rougher
npm run bench -- --scale            # how cost grows with the data; --large goes to ten million tasks
node_modules/.bin/node bench/login-storm.ts
node_modules/.bin/node bench/cold-start.ts
node_modules/.bin/node bench/soak.ts 10
node_modules/.bin/node bench/live.ts
node_modules/.bin/node bench/profile.ts
\`\`\``

function comparisonPart({ comparison }: Results): string | undefined {
  if (!comparison) return undefined
  const { rounds, seconds, skipped } = comparison
  const absent = skipped.map(({ name, reason }) => `Without ${name}: ${reason}.`).join(' ')
  return `## Side by side

${occasion(comparison)} Medians of ${rounds === 1 ? 'one round' : `${rounds} rounds`} of ${seconds} s. ${absent}

![Requests a second by workload and server](performance/throughput.svg)

\`server µs\` and \`database µs\` are processor time a request; \`server MB\` is the peak of resident memory, all processes
together; \`SQL\` counts statements a request, without those that open and close transactions.

${comparisonTables(comparison)}`
}

function growthPart({ growth }: Results): string | undefined {
  if (!growth) return undefined
  return `## As the data grows

${occasion(growth)} The median time of one request on one connection. The same ten users, who see 1,400 tasks each, in a
growing crowd; in brackets the ratio to their time among ten thousand tasks. No answers are kept in memory for this.

${growthTable(growth)}`
}

const targetPart = (results: Results): string => `## Targets

What Docket set out to reach on a machine with two cores, load generator included, at 32 connections.

${targetTable(results)}`

function occasion({ machine, finishedAt }: Occasion): string {
  const { processor, cores, memoryGb, system, node, flushMs, loadBefore, commit } = machine as Machine
  const noise =
    loadBefore > 0.5 ? ` Others were at work on it (load ${loadBefore} before the run), so the figures are noisy.` : ''
  return (
    `Measured on ${finishedAt.slice(0, 10)} at commit ${commit}, on ${cores} cores (${processor}), ${memoryGb} GB, ` +
    `${system}, Node ${node}; the disk makes 4 KiB durable in ${flushMs} ms.${noise}`
  )
}
