import { people } from '../company/people.ts'
import { randomFrom } from '../random.ts'
import { planProjects } from './plan-projects.ts'
import { planTasks } from './plan-tasks.ts'
import type { Moment, Plan, Planning, Step } from './steps.ts'
import { workingHours } from './working-hours.ts'

/** The history of the company in the year before `now`. The same seed and day give the same history. */
export function planHistory({ seed, now, tasks }: { seed: number; now: number; tasks: number }): Plan {
  const random = randomFrom(seed)
  const planning: Planning = { random, now, hours: people.map((person) => workingHours(person, now, random)) }
  const projects = planProjects(planning)
  const { steps, reminders } = planTasks(planning, projects, tasks)
  return { projects, moments: momentsOf(steps), reminders }
}

function momentsOf(steps: Step[]): Moment[] {
  const moments: Moment[] = []
  // Sorting is stable: the steps of one task at the same instant stay in order.
  for (const step of steps.toSorted((one, other) => one.at - other.at || one.person - other.person)) {
    const last = moments.at(-1)
    if (last?.at === step.at && last.person === step.person) last.steps.push(step)
    else moments.push({ at: step.at, person: step.person, steps: [step] })
  }
  return moments
}
