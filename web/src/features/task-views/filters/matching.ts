import type { Task } from '../../../api/schema.d.ts'
import { folded, wordsOf } from '../../../ui/folded.ts'
import { addDays, dayOf } from '../../../ui/time/days.ts'
import type { FilterName, View } from '../view.ts'

export type Perspective = { user: number; zone: string; today: string }

/** Whether a task belongs to a view. Those in `isLeaving` stay for a moment after they were completed. */
export function matchesOf(
  { filters, text }: Pick<View, 'filters' | 'text'>,
  perspective: Perspective,
  isLeaving: (id: number) => boolean = () => false,
): (task: Task) => boolean {
  const words = wordsOf(text)
  const next7 = addDays(perspective.today, 7)
  const tests = (Object.keys(filters) as FilterName[])
    .filter((name) => filters[name].length > 0)
    .map((name) => {
      const values = new Set(filters[name])
      if (name === 'status') return (task: Task) => values.has(task.status) || isLeaving(task.id)
      return (task: Task) => valuesOf(task, name, { ...perspective, next7 }).some((value) => values.has(value))
    })
  return (task) => tests.every((test) => test(task)) && hasWords(task, words)
}

function valuesOf(task: Task, name: FilterName, perspective: Perspective & { next7: string }): string[] {
  switch (name) {
    case 'assignee':
      return task.assigned_to === perspective.user
        ? ['me', String(perspective.user)]
        : [String(task.assigned_to ?? 'none')]
    case 'category':
      return [String(task.category ?? 'none')]
    case 'due':
      return [dueGroupOf(task, perspective)]
    default:
      return [task[name]]
  }
}

/** The group of a task in a list by due date. */
export function dueGroupOf(
  { due_date: due }: Pick<Task, 'due_date'>,
  { zone, today, next7 }: { zone: string; today: string; next7: string },
): 'overdue' | 'today' | 'next7' | 'later' | 'none' {
  if (!due) return 'none'
  const day = dayOf(due, zone)
  if (day < today) return 'overdue'
  if (day === today) return 'today'
  return day <= next7 ? 'next7' : 'later'
}

function hasWords(task: Task, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const text = foldedOf(task)
  return words.every((word) => text.includes(word))
}

const known = new WeakMap<Task, string>()

/** While typing, the same tasks are searched again and again. */
function foldedOf(task: Task): string {
  const held = known.get(task) ?? folded(`${task.title}\n${task.description}`)
  known.set(task, held)
  return held
}
