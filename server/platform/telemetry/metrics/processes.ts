import cluster, { type Worker } from 'node:cluster'
import type { Metrics, Reading } from './metrics.ts'

/** Collects the metrics of all processes of this server: one list of readings for each process. */
export type Gather = () => Promise<Reading[][]>

type Message =
  | { docket: 'metrics.request'; id: number }
  | { docket: 'metrics.values'; id: number; readings: Reading[] }
  | { docket: 'metrics.gather'; id: number }
  | { docket: 'metrics.gathered'; id: number; all: Reading[][] }

const LONGEST_WAIT_MS = 2_000

/** In the parent process: collects from all child processes, and lets each of them request that. */
export function gatherFromProcesses(metrics: Metrics): Gather {
  const pending = pendingRequests<Reading[] | undefined>()
  const lastOf = new Map<number, Reading[]>()
  let ended: Reading[] = []

  const request = async (worker: Worker): Promise<Reading[] | undefined> => {
    const { id, result } = pending.open(undefined)
    worker.send({ docket: 'metrics.request', id } satisfies Message, () => {})
    const readings = await result
    if (readings) lastOf.set(worker.id, readings)
    return readings
  }
  const gather: Gather = async () => {
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected()) as Worker[]
    const results = await Promise.all([metrics.read(), ...workers.map(request)])
    return [...results.filter((readings) => readings !== undefined), ended]
  }
  cluster.on('message', (worker, message: Message) => {
    if (message?.docket === 'metrics.values') pending.settle(message.id, message.readings)
    if (message?.docket !== 'metrics.gather') return
    const { id } = message
    void gather().then((all) => worker.send({ docket: 'metrics.gathered', id, all } satisfies Message, () => {}))
  })
  cluster.on('exit', ({ id }) => {
    ended = withCountsOf(lastOf.get(id) ?? [], ended)
    lastOf.delete(id)
  })
  return gather
}

/** In a child process: returns its own readings on request, and requests those of all processes from the parent. */
export function gatherFromParent(metrics: Metrics): Gather {
  const pending = pendingRequests<Reading[][]>()
  const send = (message: Message) => void process.send?.(message, undefined, {}, () => {})
  process.on('message', (message: Message) => {
    if (message?.docket === 'metrics.gathered') pending.settle(message.id, message.all)
    if (message?.docket !== 'metrics.request') return
    const { id } = message
    void metrics.read().then((readings) => send({ docket: 'metrics.values', id, readings }))
  })
  return async () => {
    const own = await metrics.read()
    const { id, result } = pending.open([own])
    send({ docket: 'metrics.gather', id })
    return result
  }
}

/** Counters must not decrease because a process ended: its last readings are retained. */
function withCountsOf(readings: Reading[], ended: Reading[]): Reading[] {
  const added = readings.filter(({ type }) => type !== 'gauge')
  return added.map((reading) => {
    const values = new Map<string, Reading['values'][number]>()
    const before = ended.find(({ name }) => name === reading.name)?.values ?? []
    for (const sample of [...before, ...reading.values]) {
      const key = JSON.stringify([sample.metricName, sample.labels])
      values.set(key, { ...sample, value: sample.value + (values.get(key)?.value ?? 0) })
    }
    return { ...reading, values: [...values.values()] }
  })
}

/** Pending requests. A request without a response in time gets the result with which it was opened. */
function pendingRequests<Result>() {
  const waiting = new Map<number, (result: Result) => void>()
  let lastId = 0
  return {
    open: (fallback: Result) => {
      const id = ++lastId
      const { promise, resolve } = Promise.withResolvers<Result>()
      const timer = setTimeout(() => settle(fallback), LONGEST_WAIT_MS)
      const settle = (result: Result) => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve(result)
      }
      waiting.set(id, settle)
      return { id, result: promise }
    },
    settle: (id: number, result: Result) => waiting.get(id)?.(result),
  }
}
