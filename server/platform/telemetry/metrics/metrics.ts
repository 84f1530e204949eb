import { withTimeout } from '../../timeout.ts'
import type { Metric } from './metric.ts'

export type Sample<Label extends string = string> = {
  labels: Record<Label, string>
  value: number
  metricName?: string
}
type Counter = { add(by?: number): void }

/** The values of one metric in a process, in a form that can be sent to another process. */
export type Reading = {
  name: string
  help: string
  type: string
  aggregator: string
  values: Sample[]
}

type Reader<Label extends string = string> = () => Value<Label> | Promise<Value<Label>>
type Value<Label extends string> = number | Sample<Label>[] | undefined

/** The metrics of this process. The owner of a metric counts it here, or registers how it is read on demand. */
export type Metrics = {
  /** A counter of events. Get it once and store it: then an event costs one addition. */
  counter<Label extends string>(metric: Metric<Label>, labels: Record<NoInfer<Label>, string>): Counter
  /**
   * Registers a reader that is called on each request for metrics. One that fails or takes too long is left out of the
   * response.
   */
  readWith<Label extends string>(metric: Metric<Label>, read: Reader<NoInfer<Label>>): void
  read(): Promise<Reading[]>
}

/** Shorter than the wait for other processes: a database that hangs affects only its own metrics. */
const LONGEST_READ_MS = 1_500

/** `catalog` declares every metric. */
export function openMetrics(catalog: readonly Metric[]): Metrics {
  const names = new Set(catalog.map(({ name }) => name))
  const counted = new Map<string, Map<string, Sample>>()
  const readers = new Map<string, Reader>()

  const requireDeclared = ({ name }: Metric) => {
    if (!names.has(name)) throw new Error(`the metric ${name} is not in the catalog`)
  }
  const samplesOf = async (name: string): Promise<Sample[]> => {
    const reading = Promise.try(readers.get(name) ?? (() => undefined))
    const read = await withTimeout(LONGEST_READ_MS, reading, `${name} was not read in time`).catch(() => undefined)
    const fresh = typeof read === 'number' ? [{ labels: {}, value: read }] : (read ?? [])
    const counts = [...(counted.get(name)?.values() ?? [])].map(({ labels, value }) => ({ labels, value }))
    return [...counts, ...fresh]
  }

  return {
    counter: (metric, labels) => {
      requireDeclared(metric)
      const children = counted.get(metric.name) ?? new Map()
      counted.set(metric.name, children)
      const key = JSON.stringify(labels)
      const child = children.get(key) ?? { labels, value: 0 }
      children.set(key, child)
      return {
        add: (by = 1) => {
          child.value += by
        },
      }
    },
    readWith: (metric, read) => {
      requireDeclared(metric)
      readers.set(metric.name, read as Reader)
    },
    read: () =>
      Promise.all(
        catalog.map(async ({ name, help, type, across }) => {
          return { name, help, type, aggregator: across, values: await samplesOf(name) }
        }),
      ),
  }
}

/** The metrics of several processes as one page in the Prometheus text format. */
export async function pageOf(readings: Reading[][]): Promise<{ contentType: string; text: string }> {
  // Imported on demand, so that a server without monitoring does not load it.
  const { AggregatorRegistry } = (await import('prom-client')).default
  const registry = AggregatorRegistry.aggregate(readings)
  return { contentType: registry.contentType, text: await registry.metrics() }
}
