import { CONTESTANT_NAMES, contestantsIn, finderIn } from './comparison-tables.ts'
import type { Comparison } from './results.ts'
import { count, renderTable } from './table.ts'

/** Resident memory at rest and at its peak during the mix, all processes of a server together. */
export function memoryTable(comparison: Comparison): string {
  const { idle } = comparison
  const find = finderIn(comparison)
  const rows = contestantsIn(comparison).map((name) => [
    CONTESTANT_NAMES[name] ?? name,
    megabytes(idle?.servers[name]),
    megabytes(find(name, 'mix')?.serverMemory),
  ])
  const databases = comparison.measured.filter(
    ({ workload, database }) => workload === 'mix' && database === 'postgres',
  )
  const most = Math.max(...databases.map(({ databaseMemory }) => databaseMemory))
  const database = ['the PostgreSQL server, with the connections of all', megabytes(idle?.database), megabytes(most)]
  return renderTable(['MB of all processes', 'idle', 'mix, 32 connections'], [...rows, database])
}

const megabytes = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? '' : count(value)
