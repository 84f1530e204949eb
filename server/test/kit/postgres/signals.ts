import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The postmaster process of the cluster in the folder. */
export const postmasterOf = (folder: string): number => Number(readFileSync(pidFileOf(folder), 'utf8').split('\n')[0])

/** Stops or continues all its processes. The postmaster is first, so that it starts no others. */
export function signalAll(folder: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
  if (!existsSync(pidFileOf(folder))) return
  const postmaster = postmasterOf(folder)
  signalOne(postmaster, signal)
  for (const pid of childrenOf(postmaster)) signalOne(pid, signal)
}

const pidFileOf = (folder: string): string => join(folder, 'cluster/postmaster.pid')

const childrenOf = (pid: number): number[] =>
  spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean)
    .map(Number)

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // The process has ended meanwhile.
  }
}
