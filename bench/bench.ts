// npm run bench: measures Docket beside its peers, prints a table, and writes bench/results.json, bench/results.md and the
// figures of docs/performance.md.
import { spawnSync } from 'node:child_process'
import { compare } from './comparison.ts'
import { describeMachine } from './measure/machine.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { comparisonTables } from './report/comparison-tables.ts'
import { growthTable } from './report/growth-table.ts'
import { keep } from './report/keep.ts'
import { memoryTable } from './report/memory-table.ts'
import type { Comparison } from './report/results.ts'
import { targetTable } from './report/targets.ts'
import { measureGrowth } from './scale.ts'
import { WORKLOADS } from './workloads/plans.ts'

const say = (line: string) => console.log(line)

try {
  if (process.argv.includes('--help')) say(USAGE)
  else await run(readOptions(process.argv.slice(2)))
} catch (failure) {
  console.error(`bench: ${(failure as Error).message}`)
  process.exitCode = 1
}

async function run(options: Options): Promise<void> {
  if (spawnSync('wrk', ['--version']).error) throw new Error('wrk is missing: run bench/install.sh, which installs it')
  const machine = describeMachine()
  if (machine.loadBefore > 0.5) say(`Others are at work on this machine (load ${machine.loadBefore}): expect noise.`)
  if (options.isScale) {
    const growth = await measureGrowth(options, say)
    keep({ growth: { machine, finishedAt: new Date().toISOString(), ...growth } })
    return say(`\n${growthTable(growth)}`)
  }
  const comparison = await compare(options, say)
  say(`\n${comparisonTables(comparison)}\n\n${memoryTable(comparison)}`)
  refuseErrors(comparison)
  if (options.workloads.length === WORKLOADS.length && options.beside.length === 0) {
    const results = keep({ comparison: { machine, finishedAt: new Date().toISOString(), ...comparison } })
    say(`\n${targetTable(results)}\n\nWritten to bench/results.json, bench/results.md and docs/performance.md.`)
  }
}

function refuseErrors({ measured }: Comparison): void {
  const failed = measured.filter(({ errors }) => errors > 0)
  if (failed.length === 0) return
  const list = failed.map(
    ({ contestant, workload, connections, errors }) =>
      `${errors} × ${contestant} ${workload} at ${connections} connections`,
  )
  throw new Error(`requests failed, so this run is worth nothing: ${list.join(', ')}`)
}
