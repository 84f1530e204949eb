import { withTimeout } from '../../timeout.ts'
import { catalog, type LabelsOf, type MetricName } from './catalog.ts'

export type Sample<Name extends MetricName = MetricName> = {
  labels: LabelsOf<Name>
  value: number
  metricName?: string
}
export type Counting = { add(by?: number): void }

/** The values of one metric in a process, in a form that can be sent to another process. */
export type Reading = {
  name: string
  help: string
  type: string
  aggregator: string
  values: { labels: Record<string, string>; value: number; metricName?: string }[]
}

type Reader<Name extends MetricName> = () => Value<Name> | Promise<Value<Name>>
type Value<Name extends MetricName> = number | Sample<Name>[] | undefined

/** The metrics of this process. The owner of a metric counts it here, or registers how it is read on demand. */
export type Metrics = {
  /** A counter of events. Get it once and store it: then an event costs one addition. */
  counter<Name extends MetricName>(name: Name, labels: LabelsOf<Name>): Counting
  /**
   * Registers a reader that is called on each request for metrics. One that fails or takes too long is left out of the
   * response.
   */
  readWith<Name extends MetricName>(name: Name, read: Reader<Name>): void
  read(): Promise<Reading[]>
}

/** Shorter than the wait for other processes: a database that hangs affects only its own metrics. */
const LONGEST_READ_MS = 1_500

export function openMetrics(): Metrics {
  const counted = new Map<MetricName, Map<string, { labels: Record<string, string>; value: number }>>()
  const readers = new Map<MetricName, Reader<MetricName>>()

  const samplesOf = async (name: MetricName): Promise<Reading['values']> => {
    const reading = Promise.try(readers.get(name) ?? (() => undefined))
    const read = await withTimeout(LONGEST_READ_MS, reading, `${name} was not read in time`).catch(() => undefined)
    const fresh = typeof read === 'number' ? [{ labels: {}, value: read }] : (read ?? [])
    const kept = [...(counted.get(name)?.values() ?? [])].map(({ labels, value }) => ({ labels, value }))
    return [...kept, ...fresh]
  }

  return {
    counter: (name, labels) => {
      const children = counted.get(name) ?? new Map()
      counted.set(name, children)
      const key = JSON.stringify(labels)
      const child = children.get(key) ?? { labels, value: 0 }
      children.set(key, child)
      return {
        add: (by = 1) => {
          child.value += by
        },
      }
    },
    readWith: (name, read) => void readers.set(name, read as Reader<MetricName>),
    read: () =>
      Promise.all(
        (Object.keys(catalog) as MetricName[]).map(async (name) => {
          const { help, type, across } = catalog[name]
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
