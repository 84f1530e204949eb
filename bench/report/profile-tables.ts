import { PART_NAMES } from '../measure/cpu-profile.ts'
import { CONTESTANT_NAMES, IN_WORDS } from './comparison-tables.ts'
import type { Profile, Results } from './results.ts'
import { count, renderTable } from './table.ts'

/** Where the time of a request goes, a table for each database. */
export function profileTables({ profiles }: Results): string | undefined {
  if (!profiles) return undefined
  const names = [...new Set(profiles.map(({ contestant }) => contestant))]
  const tables = names.map((name) =>
    profileTable(
      name,
      profiles.filter(({ contestant }) => contestant === name),
    ),
  )
  return `## Where the time goes

Microseconds of a request in the thread that handles it, at 32 connections with nothing cached, by \`node bench/profile.ts\`. The
profiler takes its own share. On PostgreSQL the database works besides, in processes of its own.

${tables.join('\n\n')}`
}

function profileTable(name: string, profiles: Profile[]): string {
  const total = ({ micros }: Profile) => Object.values(micros).reduce((sum, one) => sum + one, 0)
  const rows = PART_NAMES.filter((part) => profiles.some(({ micros }) => (micros[part] ?? 0) >= 0.5)).map((part) => [
    part,
    ...profiles.map(({ micros }) => count(micros[part] ?? 0)),
  ])
  const head = [CONTESTANT_NAMES[name] ?? name, ...profiles.map(({ workload }) => IN_WORDS[workload])]
  return renderTable(head, [...rows, ['together', ...profiles.map((profile) => count(total(profile)))]])
}
