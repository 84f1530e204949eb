import { relayBacklog } from '../../events/relay.ts'
import { loadOf, ping, sizeOf } from '../../platform/database/database.ts'
import { countJobsIn } from '../../platform/queue/jobs.ts'
import { overdueMs } from '../../platform/queue/recurring-jobs.ts'
import type { Redis } from '../../platform/redis/redis.ts'
import { droppedLogLines } from '../../platform/telemetry/log.ts'
import { type Metrics, openMetrics } from '../../platform/telemetry/metrics/metrics.ts'
import { measureProcess } from '../../platform/telemetry/metrics/process.ts'
import { withTimeout } from '../../platform/timeout.ts'
import type { Db } from '../../tables/tables.ts'
import { about } from '../about.ts'
import { countOpenTasks } from '../autoscale/open-tasks.ts'
import { lastBackupSeconds } from '../backup/last-backup.ts'

const MOST_JOBS = 10_000
const RESPONSE_TIMEOUT_MS = 1_000
const MOST_TASKS = 1_000_000
const OPEN_TASKS_MS = 60_000

/** The metrics of this process, including those read from the database. */
export function openAppMetrics(db: Db, redis: Redis | undefined, isAlone: boolean): Metrics {
  const metrics = openMetrics()
  measureProcess(metrics, about.version)
  metrics.readWith('docket_database_up', () => isUp(ping(db)))
  metrics.readWith('docket_database_size_bytes', () => sizeOf(db))
  metrics.readWith('docket_last_backup_timestamp_seconds', () => lastBackupSeconds(db))
  metrics.readWith('docket_redis_up', () => redis && isUp(redis.tryWrite(RESPONSE_TIMEOUT_MS)))
  metrics.readWith('docket_background_overdue_seconds', async () => ((await overdueMs(db)) ?? 0) / 1000)
  metrics.readWith('docket_database_connections', () => {
    const { inUse, idle } = loadOf(db)
    return [
      { labels: { state: 'in_use' }, value: inUse },
      { labels: { state: 'idle' }, value: idle },
    ]
  })
  metrics.readWith('docket_database_waiting', () => loadOf(db).waiting)
  const backlog = oneAtATime(() => relayBacklog(db))
  metrics.readWith('docket_relay_lag_seconds', async () => (await backlog()).lagMs / 1000)
  metrics.readWith('docket_relay_lag_events', async () => (await backlog()).events)
  metrics.readWith('docket_log_lines_dropped_total', droppedLogLines)
  // Completed jobs are many, and of little interest.
  metrics.readWith('docket_jobs', async () => {
    const counts = await countJobsIn(db, ['waiting', 'running', 'dead'], MOST_JOBS)
    return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }))
  })
  // A process that always runs alone cannot be scaled, and its requests would wait while it counts.
  if (!isAlone)
    metrics.readWith(
      'docket_open_tasks',
      onceEvery(OPEN_TASKS_MS, () => countOpenTasks(db, MOST_TASKS)),
    )
  return metrics
}

/** Concurrent callers share one read. */
function oneAtATime<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | undefined
  return () => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
}

/** The value of the last read, until it is too old. */
function onceEvery(ms: number, read: () => Promise<number>): () => Promise<number> {
  let last: { at: number; value: Promise<number> } | undefined
  return () => {
    if (!last || performance.now() - last.at > ms) last = { at: performance.now(), value: read() }
    return last.value
  }
}

const isUp = (probe: Promise<unknown>): Promise<number> =>
  withTimeout(RESPONSE_TIMEOUT_MS, probe, 'no response').then(
    () => 1,
    () => 0,
  )
