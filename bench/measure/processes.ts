import { readdirSync, readFileSync } from 'node:fs'

/** What a process and all that it started have used so far: processor time in seconds, memory in bytes. */
export type Usage = { cpuSeconds: number; rss: number; pss: number }

const TICKS_PER_SECOND = 100

/** Linux only: reads /proc. `pss` counts memory that several processes share once. */
export function usageOf(root: number): Usage {
  const total: Usage = { cpuSeconds: 0, rss: 0, pss: 0 }
  for (const pid of treeOf(root)) {
    try {
      total.cpuSeconds += cpuSecondsFrom(readFileSync(`/proc/${pid}/stat`, 'utf8'))
      const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
      total.rss += kilobytesFrom(memory, 'Rss') * 1024
      total.pss += kilobytesFrom(memory, 'Pss') * 1024
    } catch {
      // It ended meanwhile.
    }
  }
  return total
}

export function cpuSecondsOf(root: number): number {
  return treeOf(root).reduce((sum, pid) => {
    try {
      return sum + cpuSecondsFrom(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    } catch {
      return sum
    }
  }, 0)
}

/** The process and its descendants. */
export function treeOf(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const parent = parentFrom(readFileSync(`/proc/${name}/stat`, 'utf8'))
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // It ended meanwhile.
    }
  }
  const tree = [root]
  for (const pid of tree) tree.push(...(children.get(pid) ?? []))
  return tree
}

/** Its own time, and that of its children which have ended. From a line of /proc/PID/stat, see proc(5). */
export function cpuSecondsFrom(stat: string): number {
  const [user, system, childrenUser, childrenSystem] = fieldsAfterName(stat).slice(11, 15).map(Number)
  return ((user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0)) / TICKS_PER_SECOND
}

export const parentFrom = (stat: string): number => Number(fieldsAfterName(stat)[1])

// The name, in brackets, may hold spaces and brackets itself.
const fieldsAfterName = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ')

function kilobytesFrom(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
}
