import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { WORKLOADS, type Workload } from './workloads/plans.ts'

export type Options = {
  isQuick: boolean
  /** Measure how cost grows with the data instead; `isLarge` goes on to ten million tasks. */
  isScale: boolean
  isLarge: boolean
  workloads: Workload[]
  rounds: number
  seconds: number
  connections: number[]
  /** Other checkouts of Docket to measure beside this one. */
  beside: string[]
}

export const USAGE = `npm run bench [-- OPTIONS]

  --quick             32 connections, one short round: under two minutes
  --only LIST         some of: ${WORKLOADS.join(', ')}; prints, and leaves the report alone
  --connections LIST  1,32,256 without it; 32 is enough for the figures of docs/performance.md
  --rounds N          how often each is measured; the medians count (3)
  --seconds N         how long each time (3)
  --beside FOLDER     also the Docket of another checkout, at 32 connections: what a change gains or costs; may be
                      repeated, and prints only
  --scale             how cost grows from ten thousand tasks to a million
  --large             with --scale: to ten million

Besides: node bench/login-storm.ts, node bench/cold-start.ts, node bench/soak.ts [MINUTES], node bench/live.ts,
node bench/profile.ts`

/** Reads the command line; throws an Error with one plain line for what it does not understand. */
export function readOptions(words: string[]): Options {
  const { values } = parseArgs({
    args: words,
    options: {
      quick: { type: 'boolean', default: false },
      scale: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
      only: { type: 'string' },
      beside: { type: 'string', multiple: true, default: [] },
      connections: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
    },
  })
  const isQuick = values.quick
  return {
    isQuick,
    isScale: values.scale || values.large,
    isLarge: values.large,
    workloads: workloadsFrom(values.only),
    rounds: numberFrom('--rounds', values.rounds, isQuick ? 1 : 3),
    seconds: numberFrom('--seconds', values.seconds, isQuick ? 1 : 3),
    connections: connectionsFrom(values.connections, isQuick || values.beside.length > 0 ? [32] : [1, 32, 256]),
    beside: values.beside.map((folder) => resolve(folder)),
  }
}

function workloadsFrom(list: string | undefined): Workload[] {
  if (list === undefined) return [...WORKLOADS]
  return list.split(',').map((word) => {
    const known = WORKLOADS.find((workload) => workload === word)
    if (!known) throw new Error(`--only: ${JSON.stringify(word)} is not one of ${WORKLOADS.join(', ')}`)
    return known
  })
}

function connectionsFrom(list: string | undefined, otherwise: number[]): number[] {
  return list?.split(',').map((word) => numberFrom('--connections', word, 0)) ?? otherwise
}

function numberFrom(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`${name} takes a whole number from 1, not ${JSON.stringify(text)}`)
  return Number(text)
}
