import { countUnrelayedFacts, relayLagMs } from '../../events/relay.ts'
import { loadOf, ping, sizeOf } from '../../platform/database/database.ts'
import type { JobState } from '../../platform/queue/job-rows.ts'
import { countJobsUpTo } from '../../platform/queue/jobs.ts'
import { overdueMs } from '../../platform/queue/periodic-tasks.ts'
import type { Redis } from '../../platform/redis/redis.ts'
import { droppedLogLines } from '../../platform/telemetry/log.ts'
import { type Metrics, openMetrics } from '../../platform/telemetry/metrics/metrics.ts'
import { measureProcess } from '../../platform/telemetry/metrics/process.ts'
import { inTime } from '../../platform/within.ts'
import type { Db } from '../../tables/tables.ts'
import { about } from '../about.ts'

const MOST_JOBS = 10_000
const LONGEST_ANSWER_MS = 1_000

/** The figures of this process, with those that can be read off the database. */
export function openAppMetrics(db: Db, redis: Redis | undefined): Metrics {
  const metrics = openMetrics()
  measureProcess(metrics, about.version)
  metrics.readWith('docket_database_up', () => isUp(ping(db)))
  metrics.readWith('docket_database_size_bytes', () => sizeOf(db))
  metrics.readWith('docket_redis_up', () => redis && isUp(redis.tryWrite(LONGEST_ANSWER_MS)))
  metrics.readWith('docket_background_overdue_seconds', async () => ((await overdueMs(db)) ?? 0) / 1000)
  metrics.readWith('docket_database_connections', () => {
    const { inUse, idle } = loadOf(db)
    return [
      { labels: { state: 'in_use' }, value: inUse },
      { labels: { state: 'idle' }, value: idle },
    ]
  })
  metrics.readWith('docket_database_waiting', () => loadOf(db).waiting)
  metrics.readWith('docket_relay_lag_seconds', async () => (await relayLagMs(db)) / 1000)
  metrics.readWith('docket_relay_lag_facts', () => countUnrelayedFacts(db))
  metrics.readWith('docket_log_lines_dropped_total', droppedLogLines)
  // Those that are done are many, and say little.
  const counted = async (state: JobState) => ({ labels: { state }, value: await countJobsUpTo(db, state, MOST_JOBS) })
  metrics.readWith('docket_jobs', () => Promise.all((['waiting', 'running', 'dead'] as const).map(counted)))
  return metrics
}

const isUp = (answer: Promise<unknown>): Promise<number> =>
  inTime(LONGEST_ANSWER_MS, answer, 'no answer').then(
    () => 1,
    () => 0,
  )
