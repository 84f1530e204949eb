import { relayLagMs } from '../../events/relay.ts'
import { countFarDigests } from '../../features/notifications/digests/service.ts'
import type { Config } from '../../platform/config/config.ts'
import { countJobsTooFarAhead } from '../../platform/queue/clock-skew.ts'
import { countJobsUpTo } from '../../platform/queue/jobs.ts'
import { overdueMs, recurringJobsTooFarAhead } from '../../platform/queue/recurring-jobs.ts'
import type { Db } from '../../tables/tables.ts'
import { recurringJobs } from '../background.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

/** Work is due every minute: after this long without any, no worker is running. */
const WITHOUT_WORKER_MS = 3 * 60_000
const LATE_RELAY_MS = 5 * 60_000
const MAX_COUNTED = 10_000

/** Whether background work runs in time, and no part of it is stuck. */
export async function examineBackground(db: Db, config: Config, isServed: boolean): Promise<Finding[]> {
  return [await examineWorker(db, isServed), await examineSchedule(db, config), await examineDeadJobs(db)]
}

async function examineWorker(db: Db, isServed: boolean): Promise<Finding> {
  const about = 'worker'
  const [overdue, lag] = await Promise.all([overdueMs(db), relayLagMs(db)])
  if (overdue === undefined) return ok(about, 'No background work has run yet: the database is new.')
  if (overdue > WITHOUT_WORKER_MS) {
    const says = `No worker is running: background work has been due for ${inMinutes(overdue)}.`
    const finding = isServed ? fail : warn
    return finding(about, says, 'Start `docket worker`, or `docket serve`, which does both.')
  }
  if (lag > LATE_RELAY_MS) {
    const says = `The oldest event has waited for ${inMinutes(lag)} to be relayed.`
    return warn(about, says, 'Check the log of the workers, and start another `docket worker`.')
  }
  return ok(about, 'Background work is on time.')
}

async function examineSchedule(db: Db, config: Config): Promise<Finding> {
  const about = 'schedule'
  const { takeoverAfterMs } = config
  const [tasks, jobs, digests] = await Promise.all([
    recurringJobsTooFarAhead(db, recurringJobs(config), takeoverAfterMs),
    countJobsTooFarAhead(db, takeoverAfterMs),
    countFarDigests(db),
  ])
  const found = [
    tasks.length > 0 && `recurring jobs ${tasks.join(', ')}`,
    jobs > 0 && `${jobs} jobs`,
    digests > 0 && `${digests} digests`,
  ].filter(Boolean)
  if (found.length === 0) return ok(about, 'Nothing is scheduled further ahead than its interval.')
  const says = `The clock was ahead: ${found.join(', ')} are scheduled further ahead than their intervals.`
  return warn(about, says, 'A running worker reschedules them within a minute, and logs it.')
}

async function examineDeadJobs(db: Db): Promise<Finding> {
  const about = 'jobs'
  const dead = await countJobsUpTo(db, { state: 'dead' }, MAX_COUNTED)
  if (dead === 0) return ok(about, 'No job has failed permanently.')
  const says = `${dead} ${dead === 1 ? 'job has' : 'jobs have'} failed permanently.`
  return warn(about, says, 'Read why with `docket jobs list dead`, then retry or discard them.')
}

const inMinutes = (ms: number): string => `${Math.round(ms / 60_000).toLocaleString('en')} minutes`
