import type { Known, Population } from './population.ts'
import { NOON, PRIORITIES, STATUSES } from './population.ts'
import { compareTexts, matches } from './words.ts'

/** What a list is asked for, before it becomes a query string. Lists of words are alternatives. */
export type Question = {
  status?: string[]
  priority?: string[]
  category?: (number | 'none')[]
  project?: (number | 'none')[]
  assigned_to?: (number | 'me' | 'none')[]
  created_by?: (number | 'me')[]
  due_before?: string
  due_after?: string
  overdue?: boolean
  completed?: boolean
  q?: string[]
  ordering?: string[]
}

/** The ids that a list must answer with, in order, by plain reasoning over what is known. */
export function answerOf(question: Question, population: Population): number[] {
  const found = population.tasks.filter((task) => isVisible(task, population) && fits(task, question, population))
  return found.sort(comparing(question.ordering ?? ['-created_at'])).map((task) => task.id)
}

function isVisible(task: Known, { reader }: Population): boolean {
  return task.home === 'garden' || task.creator === reader.id || task.assignee === reader.id
}

function fits(task: Known, question: Question, { reader, world }: Population): boolean {
  const { status, priority, category, project, assigned_to, created_by, due_before, due_after, q } = question
  const isOneOf = <T>(values: T[] | undefined, value: T) => values === undefined || values.includes(value)
  const mine = (id: number | null) => (id === reader.id ? ['me' as const, id] : [id ?? ('none' as const)])
  return (
    (status?.flatMap(meant).includes(task.status) ?? true) &&
    isOneOf(priority, task.priority) &&
    isOneOf(category, task.category ?? 'none') &&
    isOneOf(project, task.home === 'garden' ? world.project : 'none') &&
    mine(task.assignee).some((word) => isOneOf(assigned_to, word)) &&
    mine(task.creator).some((word) => isOneOf(created_by, word as number)) &&
    (due_before === undefined || (task.due !== null && moment(task.due) < moment(due_before))) &&
    (due_after === undefined || (task.due !== null && moment(task.due) >= moment(due_after))) &&
    isOneOf(question.overdue === undefined ? undefined : [question.overdue], isOverdue(task)) &&
    isOneOf(question.completed === undefined ? undefined : [question.completed], task.status === 'completed') &&
    (q === undefined || matches([...task.title.found, ...task.description.found], q))
  )
}

const SPELLINGS: Record<string, string> = { 'To Do': 'pending', done: 'completed', 'In Progress': 'in_progress' }

const meant = (word: string): string[] =>
  word === 'incomplete' ? STATUSES.filter((status) => status !== 'completed') : [SPELLINGS[word] ?? word]

/** A plain date comes half a millisecond before the instants of its day. */
const moment = (date: string): number => Date.parse(date) - (isPlain(date) ? 0.5 : 0)

const isPlain = (date: string): boolean => /^\d+-\d+-\d+$/.test(date)

function isOverdue({ due, status }: Known): boolean {
  if (due === null || status === 'completed' || status === 'cancelled') return false
  // The reader lives on Kiritimati, fourteen hours ahead.
  const today = new Date(NOON + 14 * 3_600_000).toISOString().slice(0, 10)
  return isPlain(due) ? due < today : Date.parse(due) < NOON
}

type Value = number | string | null

const VALUES: Record<string, (task: Known) => Value> = {
  id: (task) => task.id,
  created_at: (task) => task.id,
  updated_at: (task) => Date.parse(task.updatedAt),
  due_date: (task) => task.due && moment(task.due),
  start_date: (task) => task.start && moment(task.start),
  completed_at: (task) => task.completedAt && Date.parse(task.completedAt),
  priority: (task) => PRIORITIES.indexOf(task.priority),
  status: (task) => task.status,
  title: (task) => task.title.sorted,
  position: (task) => task.position,
}

export const SORTABLE = Object.keys(VALUES)

function comparing(ordering: string[]): (one: Known, other: Known) => number {
  const tie = ordering[0]?.startsWith('-') ? '-id' : 'id'
  return (one, other) => {
    for (const term of [...ordering, tie]) {
      const value = VALUES[term.replace('-', '')] as (task: Known) => Value
      const difference = compare(value(one), value(other), term.startsWith('-') ? -1 : 1)
      if (difference !== 0) return difference
    }
    return 0
  }
}

/** What has no value comes last, in whichever direction. */
function compare(one: Value, other: Value, direction: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  if (typeof one === 'string') return direction * compareTexts(one, String(other))
  return direction * (one - Number(other))
}
