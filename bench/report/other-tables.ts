import { CONTESTANT_NAMES } from './comparison-tables.ts'
import type { Results } from './results.ts'
import { count, milliseconds, ratio, renderTable } from './table.ts'

/** Logins beside reads, starting, and memory over a long run: whichever of them was measured. */
export function otherTables(results: Results): string | undefined {
  const parts = [stormTable(results), startTable(results), soakTable(results), liveTable(results)].filter(Boolean)
  return parts.length === 0 ? undefined : parts.join('\n\n')
}

export function stormTable({ loginStorm }: Results): string | undefined {
  if (!loginStorm) return undefined
  const rows = loginStorm.map(({ contestant, quietP99, stormP99, loginsPerSecond }) => [
    CONTESTANT_NAMES[contestant] ?? contestant,
    milliseconds(quietP99),
    milliseconds(stormP99),
    `${ratio(stormP99 / quietP99)} ×`,
    count(loginsPerSecond),
  ])
  const head = ['', 'p99 ms, quiet', 'p99 ms, logins', 'ratio', 'logins/s']
  return `## Reads while many log in\n\nHashing a password is slow on purpose. Four readers, as fast as they are answered, beside sixteen people who log in:\n\n${renderTable(head, rows)}`
}

export function startTable({ coldStart }: Results): string | undefined {
  if (!coldStart) return undefined
  const rows = coldStart.map(({ contestant, firstResponseMs, idleMemory }) => [
    CONTESTANT_NAMES[contestant] ?? contestant,
    count(firstResponseMs),
    count(idleMemory),
  ])
  return `## Starting\n\n${renderTable(['', 'first response after ms', 'MB when idle'], rows)}`
}

export function soakTable({ soak }: Results): string | undefined {
  if (!soak) return undefined
  const rows = soak.memory.map(({ minute, megabytes }) => [minute.toFixed(1), count(megabytes)])
  const name = CONTESTANT_NAMES[soak.contestant] ?? soak.contestant
  return `## Memory over a long run\n\n${name}, the mix at 32 connections for ${soak.minutes} minutes.\n\n${renderTable(['minute', 'MB'], rows)}`
}

export function liveTable({ live }: Results): string | undefined {
  const [first] = live ?? []
  if (!live || !first) return undefined
  const rows = live.map(({ contestant, memoryBefore, memory, p50, p99 }) => [
    CONTESTANT_NAMES[contestant] ?? contestant,
    count(memoryBefore),
    count(memory),
    milliseconds(p50),
    milliseconds(p99),
  ])
  const head = ['', 'MB before', `MB with ${count(first.sockets)} sockets`, 'p50 ms', 'p99 ms']
  return `## Live updates\n\nOne process. Its memory with ${count(first.sockets)} idle WebSockets; then, with these still open, the time from sending a write until the last of ${first.listeners} who listen has it:\n\n${renderTable(head, rows)}`
}
