import { createReminder } from '../../features/reminders/service.ts'
import { transaction } from '../../platform/database/transaction.ts'
import type { Db } from '../../tables/tables.ts'
import { type Account, viewerOf } from './accounts.ts'
import type { Moment, Plan } from './history/steps.ts'
import { known } from './known.ts'
import { addPrivateCategories, archiveProject, type Made, startProject, take } from './make.ts'
import { travelling } from './travel.ts'

/** Something that happens at an instant. Moments without another happening in between share transactions. */
type Happening = { at: number } & ({ run: () => Promise<void> } | { moment: Moment })

const MOMENTS_AT_ONCE = 25

/**
 * Carries out a plan in the order of its instants, through the same services as requests. The clock of this process is
 * set to each instant meanwhile.
 */
export async function carryOut(
  db: Db,
  plan: Plan,
  accounts: Account[],
  progress: (share: number) => void,
): Promise<void> {
  const made: Made = { db, accounts, projects: new Map(), categories: new Map(), tasks: new Map() }
  const happenings = inOrder(made, plan)
  await travelling(async (goTo) => {
    goTo(known(happenings[0]).at)
    for (const person of accounts.keys()) await addPrivateCategories(made, person)
    for (let done = 0; done < happenings.length; progress(done / happenings.length)) {
      done += await goOn(made, goTo, happenings.slice(done, done + MOMENTS_AT_ONCE))
    }
  })
  for (const { task, person, before } of plan.reminders) {
    const id = known(made.tasks.get(task))
    await createReminder(db, viewerOf(known(accounts[person])), id, { before })
  }
}

function inOrder(made: Made, { projects, moments }: Plan): Happening[] {
  const happenings: Happening[] = projects.map((project, number) => ({
    at: project.startsAt,
    run: () => startProject(made, project, number),
  }))
  happenings.push(...moments.map((moment) => ({ at: moment.at, moment })))
  for (const [number, project] of projects.entries()) {
    if (project.endsAt !== undefined) {
      happenings.push({ at: project.endsAt, run: () => archiveProject(made, project, number) })
    }
  }
  return happenings.toSorted((one, other) => one.at - other.at)
}

/** Carries out the next happenings, and returns how many they were. */
async function goOn(made: Made, goTo: (at: number) => void, next: Happening[]): Promise<number> {
  const first = known(next[0])
  if ('run' in first) {
    goTo(first.at)
    await first.run()
    return 1
  }
  const end = next.findIndex((happening) => 'run' in happening)
  const moments = next.slice(0, end < 0 ? undefined : end).flatMap((happening) => ('run' in happening ? [] : happening))
  await transaction(made.db, async (tx) => {
    for (const { at, moment } of moments) {
      goTo(at)
      for (const step of moment.steps) await take(tx, made, step)
    }
  })
  return moments.length
}
