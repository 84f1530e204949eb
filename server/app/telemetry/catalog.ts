import { cacheReads } from '../../cache/response-cache.ts'
import { liveSockets } from '../../features/live/live-updates.ts'
import { openTasks } from '../../features/tasks/open-tasks.ts'
import { counter, gauge, type Metric } from '../../platform/telemetry/metrics/metric.ts'
import { processMetrics } from '../../platform/telemetry/metrics/process.ts'
import { requestMetrics } from '../../platform/telemetry/metrics/requests.ts'

/** The metrics that this folder measures. */
export const appMetrics = {
  databaseUp: gauge('docket_database_up', 'min', 'Whether the database responds: 1 or 0.'),
  databaseSize: gauge('docket_database_size_bytes', 'max', 'The size of the database on disk.'),
  lastBackup: gauge(
    'docket_last_backup_timestamp_seconds',
    'max',
    'Unix time of the last backup by `docket backup`; 0 if there is none.',
  ),
  redisUp: gauge(
    'docket_redis_up',
    'min',
    'Whether Redis accepts writes: 1 or 0. Without REDIS_URL there is no value.',
  ),
  databaseConnections: gauge(
    'docket_database_connections',
    'sum',
    'Connections for transactions: in use, or open and idle.',
    'state',
  ),
  databaseWaiting: gauge('docket_database_waiting', 'sum', 'Transactions that wait for a connection.'),
  backgroundOverdue: gauge(
    'docket_background_overdue_seconds',
    'max',
    'How long background work has been due; 0 while workers are on time.',
  ),
  relayLagSeconds: gauge(
    'docket_relay_lag_seconds',
    'max',
    'Age of the oldest event that has not been relayed to its subscribers.',
  ),
  relayLagEvents: gauge(
    'docket_relay_lag_events',
    'max',
    'Events that have not been relayed to their subscribers; counted up to 10,000.',
  ),
  jobs: gauge(
    'docket_jobs',
    'max',
    'Jobs by state: waiting (for a first attempt or a retry), running, or dead; counted up to 10,000.',
    'state',
  ),
  jobAttempts: counter('docket_job_attempts_total', 'Job attempts, by outcome: done or failed.', 'job', 'outcome'),
  mails: counter('docket_mails_total', 'Mails by outcome: sent or failed.', 'outcome'),
  logLinesDropped: counter(
    'docket_log_lines_dropped_total',
    'Log lines that were dropped because the disk was full or the reader too slow.',
  ),
}

/** Every metric. One that was not measured yet is listed without a value. */
export const catalog: readonly Metric[] = [
  ...requestMetrics,
  ...Object.values(appMetrics),
  cacheReads,
  openTasks,
  liveSockets,
  ...processMetrics,
]
