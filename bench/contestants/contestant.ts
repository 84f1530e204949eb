import type { Shape } from '../dataset/shapes.ts'
import type { Workload } from '../workloads/plans.ts'
import type { Identify } from '../workloads/requests.ts'

/** One of those that are measured side by side. */
export type Contestant = {
  /** As it stands in tables, such as `docket-sqlite`. */
  name: string
  database: 'sqlite' | 'postgres'
  /** The only workloads that it is measured in, and at 32 connections; all if undefined. */
  only?: readonly Workload[]
  /** Why it cannot take part here; undefined when it can. */
  obstacle(): string | undefined
  /** Makes its tables and fills them. */
  prepare(place: Place, shape: Shape): Promise<void>
  /** Starts it, and resolves when it answers. With `counted` it is started so that its statements can be counted. */
  start(place: Place, options?: { counted?: boolean }): Promise<Running>
}

/** Where a contestant may keep what it needs. */
export type Place = {
  /** A folder for its files and logs. */
  folder: string
  /** The PostgreSQL server, as an administrator. */
  postgres: { url: string; log: string; pid: number }
  /** Its own database there. */
  databaseUrl: string
}

export type Running = {
  url: string
  pid: number
  identify: Identify
  /** How many statements it has sent so far, where it can tell. */
  statements?: () => Promise<number>
  stop(): Promise<void>
}

/** A contestant that is running, and how many requests of each workload it was sent. */
export type Player = { contestant: Contestant; place: Place; running: Running; sent: Map<Workload, number> }
