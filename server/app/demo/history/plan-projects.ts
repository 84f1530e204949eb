import { people } from '../company/people.ts'
import { type DemoProject, projects } from '../company/projects.ts'
import type { Random } from '../random.ts'
import { required } from '../required.ts'
import type { PlanContext, PlannedProject } from './steps.ts'
import { DAY_MS, DAYS_OF_HISTORY, nextOf } from './working-hours.ts'

export const COLORS = [
  '#5b5bd6',
  '#0090ff',
  '#12a594',
  '#30a46c',
  '#f76b15',
  '#e54666',
  '#8e4ec6',
  '#ad7f58',
  '#ffb224',
  '#8b8d98',
]

export function planProjects({ random, now, hours }: PlanContext): PlannedProject[] {
  return projects.map((project, index) => {
    const members = membersOf(project, random)
    const age = random.chance(0.65)
      ? random.between(DAYS_OF_HISTORY - 12, DAYS_OF_HISTORY - 1)
      : random.between(45, 300)
    const [owner] = members as [PlannedProject['members'][number]]
    const at = (ago: number) => nextOf(required(hours[owner.person]), now - ago * DAY_MS) ?? now - ago * DAY_MS
    return {
      ...project,
      color: required(COLORS[index % COLORS.length]),
      startsAt: at(project.isOver ? DAYS_OF_HISTORY - 5 : age),
      endsAt: project.isOver ? at(random.between(30, 160)) : undefined,
      members,
    }
  })
}

/** Members of the team, one of whom is the owner; one or two guests; and in half of the projects the founder. */
function membersOf({ team }: DemoProject, random: Random): PlannedProject['members'] {
  const numbers = people.map((_, person) => person)
  const inside = random.some(
    numbers.filter((person) => required(people[person]).teams.includes(team)),
    5,
  )
  const guests = random.some(
    numbers.filter((person) => !inside.includes(person)),
    random.between(1, 2),
  )
  const founder = random.chance(0.5) && ![...inside, ...guests].includes(0) ? [0] : []
  return [
    ...inside.map((person, index) => ({ person, role: index === 0 ? ('owner' as const) : ('editor' as const) })),
    ...guests.map((person, index) => ({ person, role: index === 0 ? ('editor' as const) : ('viewer' as const) })),
    ...founder.map((person) => ({ person, role: 'editor' as const })),
  ]
}
