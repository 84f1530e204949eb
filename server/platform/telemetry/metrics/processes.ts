import cluster, { type Worker } from 'node:cluster'
import type { Metrics, Reading } from './metrics.ts'

/** Collects the metrics of all processes of this server: one list of readings for each process. */
export type Gather = () => Promise<Reading[][]>

type Message =
  | { docket: 'metrics.give'; question: number }
  | { docket: 'metrics.given'; question: number; readings: Reading[] }
  | { docket: 'metrics.gather'; question: number }
  | { docket: 'metrics.gathered'; question: number; all: Reading[][] }

const LONGEST_WAIT_MS = 2_000

/** In the parent process: collects from all child processes, and lets each of them request that. */
export function gatherFromProcesses(metrics: Metrics): Gather {
  const questions = openQuestions<Reading[] | undefined>()
  const lastOf = new Map<number, Reading[]>()
  let ended: Reading[] = []

  const ask = async (worker: Worker): Promise<Reading[] | undefined> => {
    const { question, answer } = questions.open(undefined)
    worker.send({ docket: 'metrics.give', question } satisfies Message, () => {})
    const readings = await answer
    if (readings) lastOf.set(worker.id, readings)
    return readings
  }
  const gather: Gather = async () => {
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected()) as Worker[]
    const answers = await Promise.all([metrics.read(), ...workers.map(ask)])
    return [...answers.filter((readings) => readings !== undefined), ended]
  }
  cluster.on('message', (worker, message: Message) => {
    if (message?.docket === 'metrics.given') questions.settle(message.question, message.readings)
    if (message?.docket !== 'metrics.gather') return
    const { question } = message
    void gather().then((all) => worker.send({ docket: 'metrics.gathered', question, all } satisfies Message, () => {}))
  })
  cluster.on('exit', ({ id }) => {
    ended = withCountsOf(lastOf.get(id) ?? [], ended)
    lastOf.delete(id)
  })
  return gather
}

/** In a child process: returns its own readings on request, and requests those of all processes from the parent. */
export function gatherFromAbove(metrics: Metrics): Gather {
  const questions = openQuestions<Reading[][]>()
  const send = (message: Message) => void process.send?.(message, undefined, {}, () => {})
  process.on('message', (message: Message) => {
    if (message?.docket === 'metrics.gathered') questions.settle(message.question, message.all)
    if (message?.docket !== 'metrics.give') return
    const { question } = message
    void metrics.read().then((readings) => send({ docket: 'metrics.given', question, readings }))
  })
  return async () => {
    const own = await metrics.read()
    const { question, answer } = questions.open([own])
    send({ docket: 'metrics.gather', question })
    return answer
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

/** Pending requests. A request that is not answered in time gets the result with which it was opened. */
function openQuestions<Answer>() {
  const waiting = new Map<number, (answer: Answer) => void>()
  let asked = 0
  return {
    open: (otherwise: Answer) => {
      const question = ++asked
      const { promise, resolve } = Promise.withResolvers<Answer>()
      const timer = setTimeout(() => settle(otherwise), LONGEST_WAIT_MS)
      const settle = (answer: Answer) => {
        clearTimeout(timer)
        waiting.delete(question)
        resolve(answer)
      }
      waiting.set(question, settle)
      return { question, answer: promise }
    },
    settle: (question: number, answer: Answer) => waiting.get(question)?.(answer),
  }
}
