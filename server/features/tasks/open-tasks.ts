import { countUpTo } from '../../platform/database/queries/paging.ts'
import { gauge } from '../../platform/telemetry/metrics/metric.ts'
import type { Metrics } from '../../platform/telemetry/metrics/metrics.ts'
import type { Db } from '../../tables/tables.ts'

export const openTasks = gauge(
  'docket_open_tasks',
  'max',
  'Tasks that are pending or in progress; counted once a minute, up to 1,000,000. Not reported if the database is a file.',
)

const MAX_MEASURED = 1_000_000
const MEASURED_EVERY_MS = 60_000

export function measureOpenTasks(metrics: Metrics, db: Db): void {
  metrics.readWith(
    openTasks,
    onceEvery(MEASURED_EVERY_MS, () => countOpenTasks(db, MAX_MEASURED)),
  )
}

/** Counts open tasks, up to `limit`. */
export function countOpenTasks(db: Db, limit: number): Promise<number> {
  return countUpTo(db, db.selectFrom('tasks').where('status', 'in', ['pending', 'in_progress']), limit)
}

/** The value of the last read, until it is too old. */
function onceEvery(ms: number, read: () => Promise<number>): () => Promise<number> {
  let last: { at: number; value: Promise<number> } | undefined
  return () => {
    if (!last || performance.now() - last.at > ms) last = { at: performance.now(), value: read() }
    return last.value
  }
}
