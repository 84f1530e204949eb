import { descriptions } from '../company/descriptions.ts'
import { people } from '../company/people.ts'
import { longTitles, privateTitles } from '../company/titles.ts'
import { topics } from '../company/topics.ts'
import { words } from '../company/words.ts'
import type { Random } from '../random.ts'
import { required } from '../required.ts'
import type { Plan, PlanContext, PlannedProject, Step } from './steps.ts'
import { planTaskLife, type TaskLife } from './task-life.ts'
import { DAY_MS, nextOf } from './working-hours.ts'

type Planned = Pick<Plan, 'reminders'> & { steps: Step[] }

const PRIVATE_TASKS_EACH = 18
const TASKS_OF_THIS_WEEK_EACH = 11
const DAYS_FROM_NOW = [-1, 0, 0, 0, 0, 1, 1, 2, 3, 4, 6]

/**
 * About `count` tasks, spread over the projects and the year; and for every person private tasks, and some for these
 * days.
 */
export function planTasks(context: PlanContext, projects: PlannedProject[], count: number): Planned {
  const { random } = context
  const planned: Planned = { steps: [], reminders: [] }
  const titles = titlesFrom(random)
  let task = 0
  const add = (life: Omit<TaskLife, 'task'>) => {
    const { steps, reminder } = planTaskLife(context, { task, ...life })
    if (steps.length === 0) return
    planned.steps.push(...steps)
    if (reminder) planned.reminders.push(reminder)
    task++
  }
  const size = projects.reduce((sum, project) => sum + project.size, 0)
  for (const [index, project] of projects.entries()) {
    const share = Math.round((count * project.size) / size)
    for (let made = 0; made < share; made++) add(projectTask(context, project, index, titles))
  }
  for (const person of people.keys()) {
    for (let made = 0; made < TASKS_OF_THIS_WEEK_EACH; made++) {
      const index = random.pick([...projects.keys()].filter((one) => isWorkedOn(required(projects[one]), person)))
      add({ ...projectTask(context, required(projects[index]), index, titles), ...ofThisWeek(context, person) })
    }
    for (let made = 0; made < PRIVATE_TASKS_EACH; made++) add(privateTask(context, person))
  }
  return planned
}

const isWorkedOn = ({ members, endsAt }: PlannedProject, person: number) =>
  endsAt === undefined && members.some((member) => member.person === person && member.role !== 'viewer')

function projectTask(
  { random, now }: PlanContext,
  project: PlannedProject,
  index: number,
  titles: Titles,
): Omit<TaskLife, 'task'> {
  const { startsAt, endsAt, members, team } = project
  const working = members.filter(({ role }) => role !== 'viewer').map(({ person }) => person)
  const latest = endsAt === undefined ? now : endsAt - 8 * DAY_MS
  return {
    creator: random.pick(working),
    assignee: random.chance(0.85) ? random.pick(working) : null,
    startsAt: startsAt + random.next() * (latest - startsAt),
    endsAt,
    project: index,
    category: random.chance(0.75) ? random.pick(topics[team].categories) : null,
    title: titles.of(project, index),
    description: random.chance(0.4) ? filled(random.pick(descriptions), project, random) : '',
  }
}

/** Created in the last days, assigned to this person and due about now, so that nobody's list of today is empty. */
function ofThisWeek({ random, now, hours }: PlanContext, person: number): Partial<TaskLife> {
  const due = Math.floor(now / DAY_MS + random.pick(DAYS_FROM_NOW)) * DAY_MS
  const startsAt =
    nextOf(required(hours[person]), now - random.between(5, 16) * DAY_MS) ?? required(required(hours[person]).at(-1))
  return { assignee: person, creator: person, startsAt, openUntilNow: { due } }
}

function privateTask({ random, now }: PlanContext, person: number): Omit<TaskLife, 'task'> {
  return {
    creator: person,
    assignee: null,
    startsAt: now - random.next() * 350 * DAY_MS,
    endsAt: undefined,
    project: null,
    category: random.chance(0.6) ? random.pick(PRIVATE_CATEGORIES) : null,
    title: random.pick(privateTitles),
    description: '',
  }
}

export const PRIVATE_CATEGORIES = ['Home', 'Errands', 'Reading'] as const

type Titles = { of(project: PlannedProject, index: number): string }

const MAX_ATTEMPTS = 12

/** Titles that have not yet been used in the same project, as long as there are any. */
function titlesFrom(random: Random): Titles {
  const seen = new Set<string>()
  const draw = (project: PlannedProject) =>
    filled(random.pick(random.chance(0.015) ? longTitles : topics[project.team].titles), project, random)
  return {
    of: (project, index) => {
      let title = draw(project)
      for (let tried = 0; tried < MAX_ATTEMPTS && seen.has(`${index} ${title}`); tried++) title = draw(project)
      seen.add(`${index} ${title}`)
      return title
    },
  }
}

/** All tasks of a project about a bag are about the same bag. */
function filled(pattern: string, project: PlannedProject, random: Random): string {
  const own = required(words.bag).find((bag) => project.name.startsWith(bag))
  const text = pattern.replace(/\{(\w+)\}/g, (_, name) => (name === 'bag' && own) || random.pick(required(words[name])))
  return text.charAt(0).toUpperCase() + text.slice(1)
}
