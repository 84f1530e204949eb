import type { Task } from '../../../api/schema.d.ts'
import type { TaskPatch } from '../../../api/tasks/task-store.ts'
import { addDays, dayOf } from '../../../ui/time/days.ts'
import { dayInWords, type Reading } from '../../../ui/time/words.ts'
import { dueGroupOf } from '../filters/matching.ts'
import { DUES, type Grouping, PRIORITIES, STATUSES } from '../view.ts'

export type Heading = { kind: 'group'; key: string; label: string; count: number }
export type Item = Heading | { kind: 'task'; task: Task; isLast: boolean }

/** Tasks with a common value, and the change that adds another task to them. */
export type Group = { key: string; label: string; tasks: readonly Task[]; patch?: TaskPatch }

export type Named = { id: number; name: string; color?: string | null }
/** The names of groups. */
export type Names = { categories: readonly Named[]; people: readonly Named[] }

/** Groups in their own order, including empty ones; tasks must be sorted. */
export function groupTasks(tasks: readonly Task[], grouping: Grouping, reading: Reading, names: Names): Group[] {
  const { messages } = reading
  if (grouping === 'nothing') return [{ key: 'all', label: '', tasks }]
  if (grouping === 'due') return byDue(tasks, reading)
  if (grouping === 'category') {
    const none = { key: 'none', label: messages.views.noCategory, patch: { category: null } }
    const groups = names.categories.map(({ id, name }) => ({ key: String(id), label: name, patch: { category: id } }))
    return fill([...groups, none], tasks, ({ category }) => String(category ?? 'none'))
  }
  if (grouping === 'assignee') {
    const none = { key: 'none', label: messages.task.unassigned, patch: { assigned_to: null } }
    const groups = names.people.map(({ id, name }) => ({ key: String(id), label: name, patch: { assigned_to: id } }))
    return fill([none, ...groups], tasks, ({ assigned_to }) => String(assigned_to ?? 'none'))
  }
  const heads =
    grouping === 'status'
      ? STATUSES.map((status) => ({ key: status, label: messages.status[status], patch: { status } }))
      : PRIORITIES.map((priority) => ({
          key: priority,
          label: priority === 'none' ? messages.noPriority : messages.priorityFlag(messages.priority[priority]),
          patch: { priority },
        }))
  return fill(heads, tasks, (task) => task[grouping])
}

/** The latest day first. */
export function groupByCompletion(tasks: readonly Task[], reading: Reading): Group[] {
  const { zone, today, messages } = reading
  const heads = new Map<string, Head>()
  const dayOfTask = (task: Task) => dayOf(task.completed_at ?? task.updated_at, zone)
  for (const day of new Set(tasks.map(dayOfTask))) {
    const isNear = day === today || day === addDays(today, -1)
    const label = isNear ? messages.days[day === today ? 'today' : 'yesterday'] : dayInWords(day, reading)
    heads.set(day, { key: day, label })
  }
  return fill([...heads.values()], tasks, dayOfTask)
}

/** The rows of a list: the heading of each group and then its tasks. */
export function itemsOf(groups: readonly Group[]): Item[] {
  return groups
    .filter(({ tasks }) => tasks.length > 0)
    .flatMap(({ key, label, tasks }): Item[] => [
      ...(label ? [{ kind: 'group', key, label, count: tasks.length } as const] : []),
      ...tasks.map((task, index): Item => ({ kind: 'task', task, isLast: index === tasks.length - 1 })),
    ])
}

function byDue(tasks: readonly Task[], { zone, today, messages }: Reading): Group[] {
  const next7 = addDays(today, 7)
  const heads = DUES.map((key) => ({ key, label: messages.groups[key] }))
  return fill(heads, tasks, (task) => dueGroupOf(task, { zone, today, next7 }))
}

type Head = Omit<Group, 'tasks'>

/** Tasks of an unknown group, such as that of a category that was just added, come at the end. */
function fill(heads: readonly Head[], tasks: readonly Task[], keyOf: (task: Task) => string): Group[] {
  const groups = new Map(heads.map((head) => [head.key, { ...head, tasks: [] as Task[] }]))
  for (const task of tasks) {
    const key = keyOf(task)
    const group = groups.get(key) ?? { key, label: '…', tasks: [] }
    group.tasks.push(task)
    groups.set(key, group)
  }
  return [...groups.values()]
}
