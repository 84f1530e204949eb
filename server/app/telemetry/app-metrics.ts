import { relayBacklog } from '../../events/relay.ts'
import { measureOpenTasks } from '../../features/tasks/open-tasks.ts'
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
import { lastBackupSeconds } from '../backup/last-backup.ts'
import { appMetrics, catalog } from './catalog.ts'

const MAX_JOBS = 10_000
const RESPONSE_TIMEOUT_MS = 1_000

/** The metrics of this process, including those read from the database. */
export function openAppMetrics(db: Db, redis: Redis | undefined, isAlone: boolean): Metrics {
  const metrics = openMetrics(catalog)
  measureProcess(metrics, about.version)
  metrics.readWith(appMetrics.databaseUp, () => isUp(ping(db)))
  metrics.readWith(appMetrics.databaseSize, () => sizeOf(db))
  metrics.readWith(appMetrics.lastBackup, () => lastBackupSeconds(db))
  metrics.readWith(appMetrics.redisUp, () => redis && isUp(redis.tryWrite(RESPONSE_TIMEOUT_MS)))
  metrics.readWith(appMetrics.backgroundOverdue, async () => ((await overdueMs(db)) ?? 0) / 1000)
  metrics.readWith(appMetrics.databaseConnections, () => {
    const { inUse, idle } = loadOf(db)
    return [
      { labels: { state: 'in_use' }, value: inUse },
      { labels: { state: 'idle' }, value: idle },
    ]
  })
  metrics.readWith(appMetrics.databaseWaiting, () => loadOf(db).waiting)
  const backlog = oneAtATime(() => relayBacklog(db))
  metrics.readWith(appMetrics.relayLagSeconds, async () => (await backlog()).lagMs / 1000)
  metrics.readWith(appMetrics.relayLagEvents, async () => (await backlog()).events)
  metrics.readWith(appMetrics.logLinesDropped, droppedLogLines)
  // Completed jobs are many, and of little interest.
  metrics.readWith(appMetrics.jobs, async () => {
    const counts = await countJobsIn(db, ['waiting', 'running', 'dead'], MAX_JOBS)
    return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }))
  })
  // A process that always runs alone cannot be scaled, and its requests would wait while it counts.
  if (!isAlone) measureOpenTasks(metrics, db)
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

const isUp = (probe: Promise<unknown>): Promise<number> =>
  withTimeout(RESPONSE_TIMEOUT_MS, probe, 'no response').then(
    () => 1,
    () => 0,
  )
