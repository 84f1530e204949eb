import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Machine } from '../measure/machine.ts'
import type { Workload } from '../workloads/plans.ts'

/** Everything that bench/results.md and the figures of docs/performance.md are made from. Each part is written by the run that measures it. */
export type Results = {
  comparison?: Comparison & Occasion
  growth?: Growth & Occasion
  profiles?: Profile[]
  loginStorm?: Storm[]
  coldStart?: ColdStart[]
  soak?: Soak
  live?: Live[]
}

export type Occasion = { machine: Machine; finishedAt: string }

export type Comparison = {
  isQuick: boolean
  rounds: number
  seconds: number
  measured: Measured[]
  /** Missing in results of earlier versions. */
  idle?: Idle
  /** Statements a request by contestant and workload, where they can be counted. */
  statements: Record<string, Partial<Record<Workload, number>>>
  skipped: { name: string; reason: string }[]
}

/** Resident memory in megabytes at rest: of each server, and of PostgreSQL with the connections of all. */
export type Idle = { servers: Record<string, number>; database: number }

/** Times in milliseconds, processor in microseconds a request, memory in megabytes; medians of the rounds. */
export type Figures = {
  requestsPerSecond: number
  p50: number
  p95: number
  p99: number
  errors: number
  serverCpu: number
  databaseCpu: number
  serverMemory: number
  databaseMemory: number
}

export type Measured = Figures & {
  contestant: string
  database: 'sqlite' | 'postgres'
  workload: Workload
  connections: number
}

/** The median time of one request on one connection, in milliseconds, as the data grows. */
export type Growth = { points: GrowthPoint[] }
export type GrowthPoint = {
  contestant: string
  tasks: number
  users: number
  /** Whose requests: one of ten like in every size, or the one with very many tasks. */
  reader: 'usual' | 'heavy' | 'only'
  p50: Partial<Record<Workload, number>>
}

/** Microseconds of a request in the main thread, by part of the work. */
export type Profile = {
  contestant: string
  workload: Workload
  requestsPerSecond: number
  micros: Record<string, number>
}

export type Storm = { contestant: string; quietP99: number; stormP99: number; loginsPerSecond: number }

export type ColdStart = { contestant: string; firstResponseMs: number; idleMemory: number }

export type Soak = { contestant: string; minutes: number; memory: { minute: number; megabytes: number }[] }

/** Memory in megabytes; times in milliseconds from sending a write until the last of those who listen has it. */
export type Live = {
  contestant: string
  sockets: number
  listeners: number
  memoryBefore: number
  memory: number
  p50: number
  p99: number
}

const path = fileURLToPath(new URL('../results.json', import.meta.url))

export function readResults(): Results {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}

/** Keeps the other parts as they are, and returns the results as they are stored: rounded. */
export function writeResults(part: Partial<Results>): Results {
  writeFileSync(path, `${JSON.stringify({ ...readResults(), ...part }, rounded, 1)}\n`)
  return readResults()
}

const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value
