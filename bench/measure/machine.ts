import { execFileSync } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { median } from './medians.ts'

/** What the figures hold for. */
export type Machine = {
  processor: string
  cores: number
  memoryGb: number
  system: string
  node: string
  /** How long the disk takes to make 4 KiB durable, the median of 100. */
  flushMs: number
  /** How many processes wanted the processor in the minute before; above 0.5, somebody else was at work. */
  loadBefore: number
  commit: string
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${systemName()}, Linux ${release()}`,
    node: process.version,
    flushMs: measureFlush(),
    loadBefore: Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  }
}

function systemName(): string {
  return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux'
}

function measureFlush(): number {
  const folder = mkdtempSync(join(tmpdir(), 'docket-flush-'))
  const file = openSync(join(folder, 'probe'), 'w')
  const block = Buffer.alloc(4096, 1)
  const times = Array.from({ length: 100 }, () => {
    const begun = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    return performance.now() - begun
  })
  closeSync(file)
  rmSync(folder, { recursive: true })
  return Math.round(median(times) * 1000) / 1000
}
