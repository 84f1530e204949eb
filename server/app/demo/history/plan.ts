import { people } from '../company/people.ts'
import { randomFrom } from '../random.ts'
import { planProjects } from './plan-projects.ts'
import { planTasks } from './plan-tasks.ts'
import type { Plan, PlanContext, Step, StepGroup } from './steps.ts'
import { workingHours } from './working-hours.ts'

/** The history of the company in the year before `now`. The same seed and day give the same history. */
export function planHistory({ seed, now, tasks }: { seed: number; now: number; tasks: number }): Plan {
  const random = randomFrom(seed)
  const context: PlanContext = { random, now, hours: people.map((person) => workingHours(person, now, random)) }
  const projects = planProjects(context)
  const { steps, reminders } = planTasks(context, projects, tasks)
  return { projects, stepGroups: stepGroupsOf(steps), reminders }
}

function stepGroupsOf(steps: Step[]): StepGroup[] {
  const stepGroups: StepGroup[] = []
  // Sorting is stable: the steps of one task at the same instant stay in order.
  for (const step of steps.toSorted((one, other) => one.at - other.at || one.person - other.person)) {
    const last = stepGroups.at(-1)
    if (last?.at === step.at && last.person === step.person) last.steps.push(step)
    else stepGroups.push({ at: step.at, person: step.person, steps: [step] })
  }
  return stepGroups
}
