import { monitorEventLoopDelay } from 'node:perf_hooks'
import { counter, gauge } from './metric.ts'
import type { Metrics } from './metrics.ts'

const processes = gauge('docket_processes', 'sum', 'Processes that these metrics cover.')
const versions = gauge('docket_version', 'max', 'Always 1; the labels state the versions.', 'version', 'node')
const cpuSeconds = counter('process_cpu_seconds_total', 'CPU time.')
const residentMemory = gauge('process_resident_memory_bytes', 'sum', 'Memory in use.')
const startTime = gauge('process_start_time_seconds', 'min', 'When the oldest of the processes started, as Unix time.')
const heapUsed = gauge('nodejs_heap_size_used_bytes', 'sum', 'Memory in use by JavaScript objects.')
const medianLag = gauge(
  'nodejs_eventloop_lag_p50_seconds',
  'max',
  'Event loop delay since the last scrape: the median.',
)
const lagP99 = gauge(
  'nodejs_eventloop_lag_p99_seconds',
  'max',
  'Event loop delay since the last scrape: the 99th percentile.',
)
const longestLag = gauge(
  'nodejs_eventloop_lag_max_seconds',
  'max',
  'Event loop delay since the last scrape: the maximum.',
)

export const processMetrics = [
  ...[processes, versions, cpuSeconds, residentMemory, startTime, heapUsed],
  ...[medianLag, lagP99, longestLag],
]

/** Node's histogram records the time between two ticks, which is this long if nothing is late. */
const TICK_MS = 20

/**
 * Measures memory, CPU time and the delay of the event loop. The latter is measured from the first request for metrics
 * on.
 */
export function measureProcess(metrics: Metrics, version: string): void {
  metrics.readWith(processes, () => 1)
  metrics.readWith(versions, () => [{ labels: { version, node: process.version }, value: 1 }])
  metrics.readWith(cpuSeconds, () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  metrics.readWith(residentMemory, () => process.memoryUsage.rss())
  metrics.readWith(heapUsed, () => process.memoryUsage().heapUsed)
  metrics.readWith(startTime, () => performance.timeOrigin / 1000)

  let ticks: ReturnType<typeof monitorEventLoopDelay> | undefined
  const lateness = (ns: number) => (Number.isFinite(ns) ? Math.max(0, ns / 1e9 - TICK_MS / 1000) : 0)
  metrics.readWith(medianLag, () => ticks && lateness(ticks.percentile(50)))
  metrics.readWith(lagP99, () => ticks && lateness(ticks.percentile(99)))
  metrics.readWith(longestLag, () => {
    const max = ticks && lateness(ticks.max)
    if (!ticks) {
      ticks = monitorEventLoopDelay({ resolution: TICK_MS })
      ticks.enable()
    }
    // The last of the three to be read resets the histogram.
    ticks.reset()
    return max
  })
}
