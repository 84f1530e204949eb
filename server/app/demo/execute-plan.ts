import { createReminder } from '../../features/reminders/service.ts'
import { transaction } from '../../platform/database/transaction.ts'
import type { Db } from '../../tables/tables.ts'
import { type Account, viewerOf } from './accounts.ts'
import { addPrivateCategories, archiveProject, type CreatedIds, executeStep, startProject } from './actions.ts'
import type { Plan, StepGroup } from './history/steps.ts'
import { required } from './required.ts'
import { withClock } from './with-clock.ts'

/** Something that happens at an instant. Step groups without another entry in between share transactions. */
type PlanEntry = { at: number } & ({ run: () => Promise<void> } | { group: StepGroup })

const GROUPS_AT_ONCE = 25

/**
 * Executes a plan in the order of its instants, through the same services as requests. The clock of this process is
 * set to each instant meanwhile.
 */
export async function executePlan(
  db: Db,
  plan: Plan,
  accounts: Account[],
  progress: (share: number) => void,
): Promise<void> {
  const created: CreatedIds = { db, accounts, projects: new Map(), categories: new Map(), tasks: new Map() }
  const entries = inOrder(created, plan)
  await withClock(async (setTime) => {
    setTime(required(entries[0]).at)
    for (const person of accounts.keys()) await addPrivateCategories(created, person)
    for (let done = 0; done < entries.length; progress(done / entries.length)) {
      done += await executeNext(created, setTime, entries.slice(done, done + GROUPS_AT_ONCE))
    }
  })
  for (const { task, person, before } of plan.reminders) {
    const id = required(created.tasks.get(task))
    await createReminder(db, viewerOf(required(accounts[person])), id, { before })
  }
}

function inOrder(created: CreatedIds, { projects, stepGroups }: Plan): PlanEntry[] {
  const entries: PlanEntry[] = projects.map((project, number) => ({
    at: project.startsAt,
    run: () => startProject(created, project, number),
  }))
  entries.push(...stepGroups.map((group) => ({ at: group.at, group })))
  for (const [number, project] of projects.entries()) {
    if (project.endsAt !== undefined) {
      entries.push({ at: project.endsAt, run: () => archiveProject(created, project, number) })
    }
  }
  return entries.toSorted((one, other) => one.at - other.at)
}

/** Executes the next entries, and returns how many they were. */
async function executeNext(created: CreatedIds, setTime: (at: number) => void, next: PlanEntry[]): Promise<number> {
  const first = required(next[0])
  if ('run' in first) {
    setTime(first.at)
    await first.run()
    return 1
  }
  const end = next.findIndex((entry) => 'run' in entry)
  const stepGroups = next.slice(0, end < 0 ? undefined : end).flatMap((entry) => ('run' in entry ? [] : entry))
  await transaction(created.db, async (tx) => {
    for (const { at, group } of stepGroups) {
      setTime(at)
      for (const step of group.steps) await executeStep(tx, created, step)
    }
  })
  return stepGroups.length
}
