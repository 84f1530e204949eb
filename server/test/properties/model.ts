import type { Known, Population } from './population.ts'
import { NOON, PRIORITIES, STATUSES } from './population.ts'
import { compareTexts, compareTitles, matches } from './words.ts'

/** The parameters of a list, before they become a query string. Lists of words are alternatives. */
export type Question = {
  status?: string[]
  priority?: string[]
  category?: (number | 'none')[]
  project?: (number | 'none')[]
  assigned_to?: (number | 'me' | 'none')[]
  created_by?: (number | 'me')[]
  due_before?: string
  due_after?: string
  start_before?: string
  start_after?: string
  completed_before?: string
  completed_after?: string
  due?: DueWord[]
  overdue?: boolean
  completed?: boolean
  q?: string[]
  ordering?: string[]
}

/** The ids that a list must return, in order, derived from the model. */
export function answerOf(question: Question, population: Population): number[] {
  const found = population.tasks.filter((task) => isVisible(task, population) && fits(task, question, population))
  return found.sort(comparing(question.ordering ?? ['-created_at'])).map((task) => task.id)
}

function isVisible(task: Known, { reader }: Population): boolean {
  return task.home === 'garden' || task.creator === reader.id || task.assignee === reader.id
}

function fits(task: Known, question: Question, { reader, world }: Population): boolean {
  const { status, priority, category, project, assigned_to, created_by, due, q } = question
  const isOneOf = <T>(values: T[] | undefined, value: T) => values === undefined || values.includes(value)
  const mine = (id: number | null) => (id === reader.id ? ['me' as const, id] : [id ?? ('none' as const)])
  return (
    (status?.flatMap(meant).includes(task.status) ?? true) &&
    isOneOf(priority, task.priority) &&
    isOneOf(category, task.category ?? 'none') &&
    isOneOf(project, task.home === 'garden' ? world.project : 'none') &&
    mine(task.assignee).some((word) => isOneOf(assigned_to, word)) &&
    mine(task.creator).some((word) => isOneOf(created_by, word as number)) &&
    isBetween(task.due, question.due_after, question.due_before) &&
    isBetween(task.start, question.start_after, question.start_before) &&
    isBetween(task.completedAt, question.completed_after, question.completed_before) &&
    (due === undefined || due.some((word) => isDue(task, word))) &&
    isOneOf(question.overdue === undefined ? undefined : [question.overdue], isOverdue(task)) &&
    isOneOf(question.completed === undefined ? undefined : [question.completed], task.status === 'completed') &&
    (q === undefined || matches([...task.title.found, ...task.description.found], q))
  )
}

const SPELLINGS: Record<string, string> = { 'To Do': 'pending', done: 'completed', 'In Progress': 'in_progress' }

const meant = (word: string): string[] =>
  word === 'incomplete' ? STATUSES.filter((status) => status !== 'completed') : [SPELLINGS[word] ?? word]

/** A date sorts half a millisecond before the instants of its day. */
const moment = (date: string): number => Date.parse(date) - (isPlain(date) ? 0.5 : 0)

const isPlain = (date: string): boolean => /^\d+-\d+-\d+$/.test(date)

/** The reader is on Kiritimati, fourteen hours ahead of UTC. */
const AHEAD_MS = 14 * 3_600_000
const DAY_MS = 24 * 3_600_000

/** The instant from which a date counts for the reader: a date without a time begins with their day. */
const begins = (date: string): number => Date.parse(date) - (isPlain(date) ? AHEAD_MS : 0)

function isBetween(date: string | null, from: string | undefined, before: string | undefined): boolean {
  if (from === undefined && before === undefined) return true
  if (date === null) return false
  return (from === undefined || begins(date) >= begins(from)) && (before === undefined || begins(date) < begins(before))
}

export const DUE_WORDS = ['today', 'tomorrow', 'this_week', 'next_7_days', 'overdue', 'none'] as const
type DueWord = (typeof DUE_WORDS)[number]

function isDue(task: Known, word: DueWord): boolean {
  if (word === 'overdue') return isOverdue(task)
  if (task.due === null || word === 'none') return word === 'none' && task.due === null
  const day = Math.floor((begins(task.due) + AHEAD_MS) / DAY_MS)
  const today = Math.floor((NOON + AHEAD_MS) / DAY_MS)
  // The first day of the epoch was a Thursday.
  const monday = today - ((today + 3) % 7)
  const [first, count] = {
    today: [today, 1],
    tomorrow: [today + 1, 1],
    this_week: [monday, 7],
    next_7_days: [today, 7],
  }[word] as [number, number]
  return day >= first && day < first + count
}

function isOverdue({ due, status }: Known): boolean {
  if (due === null || status === 'completed' || status === 'cancelled') return false
  const today = new Date(NOON + AHEAD_MS).toISOString().slice(0, 10)
  return isPlain(due) ? due < today : Date.parse(due) < NOON
}

class Title {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Value = number | string | Title | null

const VALUES: Record<string, (task: Known) => Value> = {
  id: (task) => task.id,
  created_at: (task) => task.id,
  updated_at: (task) => Date.parse(task.updatedAt),
  due_date: (task) => task.due && moment(task.due),
  start_date: (task) => task.start && moment(task.start),
  completed_at: (task) => task.completedAt && Date.parse(task.completedAt),
  priority: (task) => PRIORITIES.indexOf(task.priority),
  status: (task) => task.status,
  title: (task) => new Title(task.title.written),
  // Tasks at one position are in the order in which they were put there, whatever else is sorted by.
  position: (task) => task.position * 1_000_000 + task.id,
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

/** Missing values are last in both directions. */
function compare(one: Value, other: Value, direction: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  if (one instanceof Title) return direction * compareTitles(one.text, (other as Title).text)
  if (typeof one === 'string') return direction * compareTexts(one, String(other))
  return direction * (one - Number(other))
}
