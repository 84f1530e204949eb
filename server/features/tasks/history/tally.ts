import type { Period } from './days.ts'
import type { DatedTask } from './queries.ts'

/** The table is for people to read; it does not list every project. */
export const MAX_PROJECTS = 50

type History = {
  days: { date: string; completed: number; overdue: number }[]
  projects: { project: number | null; completed: number[] }[]
}

/** Counts tasks by the days of a history. */
export function countByDay(period: Period, completed: readonly DatedTask[], open: readonly DatedTask[]): History {
  const { days, ends } = period
  const done = days.map(() => 0)
  const projects = new Map<number | null, number[]>()
  for (const { completed_at, project_id } of completed) {
    const day = firstAfter(ends, completed_at as string)
    if (day === days.length) continue
    const ofProject = projects.get(project_id) ?? days.map(() => 0)
    projects.set(project_id, ofProject)
    for (const counts of [done, ofProject]) counts[day] = (counts[day] as number) + 1
  }
  const overdue = overdueByDay(period, [...completed, ...open])
  return {
    days: days.map((date, index) => ({ date, completed: done[index] as number, overdue: overdue[index] as number })),
    projects: largest(projects),
  }
}

/** A task is overdue from the first day at whose end it was, up to the day before it was completed. */
function overdueByDay({ days, overdueBefore }: Period, tasks: readonly DatedTask[]): number[] {
  const instants = overdueBefore.map(({ instant }) => instant)
  const dates = overdueBefore.map(({ day }) => day)
  const changes = [...days.map(() => 0), 0]
  for (const { due_date, completed_at } of tasks) {
    if (due_date === null) continue
    const first = firstAfter(due_date.length === 10 ? dates : instants, due_date)
    const end = completed_at === null ? days.length : firstAfter(instants, completed_at)
    if (first >= end) continue
    changes[first] = (changes[first] as number) + 1
    changes[end] = (changes[end] as number) - 1
  }
  let overdue = 0
  return days.map((_, index) => {
    overdue += changes[index] as number
    return overdue
  })
}

function largest(projects: ReadonlyMap<number | null, number[]>): History['projects'] {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  return [...projects]
    .map(([project, completed]) => ({ project, completed, total: sum(completed) }))
    .sort((one, other) => other.total - one.total || (one.project ?? 0) - (other.project ?? 0))
    .slice(0, MAX_PROJECTS)
    .map(({ project, completed }) => ({ project, completed }))
}

/** The index of the first limit later than a date; the limits are in ascending order. */
function firstAfter(limits: readonly string[], date: string): number {
  let low = 0
  let high = limits.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((limits[middle] as string) > date) high = middle
    else low = middle + 1
  }
  return low
}
