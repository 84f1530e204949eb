import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metrics } from './metrics.ts'

/** Node's histogram records the time between two ticks, which is this long if nothing is late. */
const TICK_MS = 20

/**
 * Measures memory, CPU time and the delay of the event loop. The latter is measured from the first request for metrics
 * on.
 */
export function measureProcess(metrics: Metrics, version: string): void {
  metrics.readWith('docket_processes', () => 1)
  metrics.readWith('docket_version', () => [{ labels: { version, node: process.version }, value: 1 }])
  metrics.readWith('process_cpu_seconds_total', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  metrics.readWith('process_resident_memory_bytes', () => process.memoryUsage.rss())
  metrics.readWith('nodejs_heap_size_used_bytes', () => process.memoryUsage().heapUsed)
  metrics.readWith('process_start_time_seconds', () => performance.timeOrigin / 1000)

  let ticks: ReturnType<typeof monitorEventLoopDelay> | undefined
  const lateness = (ns: number) => (Number.isFinite(ns) ? Math.max(0, ns / 1e9 - TICK_MS / 1000) : 0)
  metrics.readWith('nodejs_eventloop_lag_p50_seconds', () => ticks && lateness(ticks.percentile(50)))
  metrics.readWith('nodejs_eventloop_lag_p99_seconds', () => ticks && lateness(ticks.percentile(99)))
  metrics.readWith('nodejs_eventloop_lag_max_seconds', () => {
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
