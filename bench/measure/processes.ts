import { readdirSync, readFileSync } from 'node:fs'

/** What a process and all that it started have used so far: processor time in seconds, resident memory in bytes. */
type Usage = { cpuSeconds: number; rss: number }

const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096

/** Linux only: reads /proc. */
export function usageOf(root: number): Usage {
  const stats = readEach(root, 'stat')
  return {
    cpuSeconds: sum(stats.map(cpuSecondsFrom)),
    rss: sum(stats.map((stat) => Number(fieldsAfterName(stat)[21]) * PAGE_BYTES)),
  }
}

/** Their memory in bytes, what several share counted once. Looking takes the kernel milliseconds for each process. */
export const sharedMemoryOf = (root: number): number =>
  sum(readEach(root, 'smaps_rollup').map((memory) => kilobytesFrom(memory, 'Pss') * 1024))

/** A file of each process of the tree that is still there. */
function readEach(root: number, file: 'stat' | 'smaps_rollup'): string[] {
  return treeOf(root).flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/${file}`, 'utf8')]
    } catch {
      // It ended meanwhile.
      return []
    }
  })
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)

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
