import { observeMetrics } from '../../../lambdas/autoscaler/metrics.ts'
import type { Observation, Policy, Signals } from '../../../lambdas/autoscaler/policy.ts'
import { type Scaled, scale } from '../../../lambdas/autoscaler/scale.ts'
import { relayLagMs } from '../../events/relay.ts'
import { countOpenTasks } from '../../features/tasks/open-tasks.ts'
import { clock } from '../../platform/clock.ts'
import { countJobsUpTo } from '../../platform/queue/jobs.ts'
import type { Db } from '../../tables/tables.ts'

type Run = {
  db: Db
  group: string
  policy: Policy
  isDryRun: boolean
  /**
   * Where the processes expose their metrics, as in METRICS_URL of the Lambda function; without it only the database is
   * queried.
   */
  metricsUrl: string | undefined
  metricsToken: string | undefined
  sampleSeconds: number
}

/** Measures Docket, and changes the capacity of the group by one step, or only prints that step. */
export async function runOnce({
  db,
  group,
  policy,
  isDryRun,
  metricsUrl,
  metricsToken: token,
  sampleSeconds,
}: Run): Promise<Scaled> {
  return scale({
    ...{ group, policy: metricsUrl ? policy : withoutRequests(policy), isDryRun },
    now: Math.floor(clock.millis() / 1000),
    observe: async (found) => {
      const seen = metricsUrl
        ? await observeMetrics(found, { url: metricsUrl, token, seconds: sampleSeconds })
        : { signals: {}, isComplete: true }
      return { ...seen, signals: { ...seen.signals, ...(await fromDatabase(db)) } } satisfies Observation
    },
  })
}

/** Without metrics no process reports requests. Requiring them would prevent the group from ever scaling in. */
function withoutRequests(policy: Policy): Policy {
  const { open_tasks, queue_depth, relay_lag_seconds } = policy.targets
  const targets: Signals = { open_tasks, queue_depth, relay_lag_seconds }
  if (open_tasks === undefined && queue_depth === undefined) {
    throw new Error(
      'There is no target for open tasks or waiting jobs. Set one, or add --metrics-url to measure requests.',
    )
  }
  return { ...policy, targets }
}

const MOST = 10_000_000

async function fromDatabase(db: Db): Promise<Signals> {
  const [open_tasks, queue_depth, lagMs] = await Promise.all([
    countOpenTasks(db, MOST),
    countJobsUpTo(db, { state: 'waiting' }, MOST),
    relayLagMs(db),
  ])
  return { open_tasks, queue_depth, relay_lag_seconds: lagMs / 1000 }
}
