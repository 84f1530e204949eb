import { setOrigin } from '../../events/origins.ts'
import { clock } from '../../platform/clock.ts'
import type { Db } from '../../tables/tables.ts'
import { type Account, createAccounts } from './accounts.ts'
import { executePlan } from './execute-plan.ts'
import { planHistory } from './history/plan.ts'
import { DAY_MS, DAYS_OF_HISTORY } from './history/working-hours.ts'
import { withClock } from './with-clock.ts'

export type DemoOptions = { seed: number; tasks: number; password: string }
export type Filled = { accounts: Account[]; projects: number; tasks: number; reminders: number }

/** Creates a company with a year of history. Its events have an origin, so that nobody gets email because of them. */
export async function fillDemo(
  db: Db,
  { seed, tasks, password }: DemoOptions,
  progress: (share: number) => void,
): Promise<Filled> {
  setOrigin(db, 'demo')
  const plan = planHistory({ seed, tasks, now: clock.millis() })
  const present = clock.millis()
  const accounts = await withClock((setTime) => {
    setTime(present - (DAYS_OF_HISTORY + 1) * DAY_MS)
    return createAccounts(db, password, present)
  })
  await executePlan(db, plan, accounts, progress)
  const created = plan.stepGroups.flatMap(({ steps }) => steps).filter(({ kind }) => kind === 'create').length
  return { accounts, projects: plan.projects.length, tasks: created, reminders: plan.reminders.length }
}
