import type { TaskInput } from '../../../features/tasks/schema.ts'
import type { ProjectRole } from '../../../tables/tables.ts'
import type { DemoProject } from '../company/projects.ts'
import type { Random } from '../random.ts'
import type { WorkingHours } from './working-hours.ts'

/** One action of a person on a task. Tasks, projects and categories are identified by their numbers in the plan. */
export type Step = { at: number; person: number; task: number } & (
  | { kind: 'create'; project: number | null; category: string | null; assignee: number | null; input: NewTask }
  | { kind: 'change'; input: TaskInput }
  | { kind: 'complete' | 'reopen' }
)
type NewTask = TaskInput & { title: string }

export type PlannedProject = DemoProject & {
  color: string
  startsAt: number
  /** When it was archived, if it is over. */
  endsAt: number | undefined
  /** The first member is the owner. */
  members: { person: number; role: ProjectRole }[]
}

/** A person does several things at once, in one transaction. */
export type StepGroup = { at: number; person: number; steps: Step[] }

export type Plan = {
  projects: PlannedProject[]
  stepGroups: StepGroup[]
  /** Tasks that are still open, with the person to remind. */
  reminders: { task: number; person: number; before: string }[]
}

export type PlanContext = { random: Random; now: number; hours: WorkingHours[] }
