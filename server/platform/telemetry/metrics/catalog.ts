type Declaration = {
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  labels: readonly string[]
  /** How the values of several processes are aggregated. */
  across: 'sum' | 'max' | 'min'
}

/** Every metric by its Prometheus name. A metric that was not measured yet is listed without a value. */
export const catalog = {
  docket_http_requests_total: counter('HTTP requests.', 'method', 'route', 'status'),
  docket_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the first byte of a request to the last byte of its response.',
    labels: ['method', 'route'],
    across: 'sum',
  },
  docket_problems_total: counter('Failed requests, by problem code.', 'code'),

  docket_database_up: gauge('min', 'Whether the database responds: 1 or 0.'),
  docket_database_size_bytes: gauge('max', 'The size of the database on disk.'),
  docket_last_backup_timestamp_seconds: gauge(
    'max',
    'Unix time of the last backup by `docket backup`; 0 if there is none.',
  ),
  docket_redis_up: gauge('min', 'Whether Redis accepts writes: 1 or 0. Without REDIS_URL there is no value.'),
  docket_database_connections: gauge('sum', 'Connections for transactions: in use, or open and idle.', 'state'),
  docket_database_waiting: gauge('sum', 'Waiting transactions.'),
  docket_cache_reads_total: counter('Lookups in the response cache, by result: hit or miss.', 'result'),

  docket_background_overdue_seconds: gauge(
    'max',
    'How long background work has been due; 0 while workers are on time.',
  ),
  docket_relay_lag_seconds: gauge('max', 'Age of the oldest event that has not been relayed to its subscribers.'),
  docket_relay_lag_events: gauge(
    'max',
    'Events that have not been relayed to their subscribers; counted up to 10,000.',
  ),
  docket_jobs: gauge(
    'max',
    'Jobs by state: waiting (for a first attempt or a retry), running, or dead; counted up to 10,000.',
    'state',
  ),
  docket_open_tasks: gauge(
    'max',
    'Tasks that are pending or in progress; counted once a minute, up to 1,000,000. Without a value where the database serves one process.',
  ),
  docket_job_attempts_total: counter('Job attempts, by outcome: done or failed.', 'job', 'outcome'),
  docket_mails_total: counter('Mails by outcome: sent or failed.', 'outcome'),
  docket_log_lines_dropped_total: counter(
    'Log lines that were dropped because the disk was full or the reader too slow.',
  ),
  docket_live_sockets: gauge('sum', 'Clients that are connected for live updates.'),

  docket_processes: gauge('sum', 'Processes that these metrics cover.'),
  docket_version: gauge('max', 'Always 1; the labels state the versions.', 'version', 'node'),
  process_cpu_seconds_total: counter('CPU time.'),
  process_resident_memory_bytes: gauge('sum', 'Memory in use.'),
  process_start_time_seconds: gauge('min', 'When the oldest of the processes started, as Unix time.'),
  nodejs_heap_size_used_bytes: gauge('sum', 'Memory in use by JavaScript objects.'),
  nodejs_eventloop_lag_p50_seconds: gauge('max', 'Event loop delay since the last scrape: the median.'),
  nodejs_eventloop_lag_p99_seconds: gauge('max', 'Event loop delay since the last scrape: the 99th percentile.'),
  nodejs_eventloop_lag_max_seconds: gauge('max', 'Event loop delay since the last scrape: the maximum.'),
} as const satisfies Record<string, Declaration>

export type MetricName = keyof typeof catalog
export type LabelsOf<Name extends MetricName> = Record<(typeof catalog)[Name]['labels'][number], string>

function counter<const Labels extends readonly string[]>(help: string, ...labels: Labels) {
  return { type: 'counter', help, labels, across: 'sum' } as const
}

function gauge<const Labels extends readonly string[]>(across: 'sum' | 'max' | 'min', help: string, ...labels: Labels) {
  return { type: 'gauge', help, labels, across } as const
}
