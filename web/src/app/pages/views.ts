import type { Task } from '../../api/schema.d.ts'
import { isOf, isShownAsOpen, type TaskList } from '../../api/tasks/tasks.ts'
import type { Preset } from '../../features/add-task/AddTask.tsx'
import type { Messages } from '../../messages/index.ts'
import { dayOf } from '../../ui/time/days.ts'
import type { Reading } from '../../ui/time/words.ts'

export type ViewName = 'today' | 'inbox' | 'upcoming' | 'noDate' | 'completed'

/** One of the lists of the user's own tasks. */
export type View = {
  /** Undefined for completed tasks, which are loaded page by page. */
  list?: TaskList
  title(messages: Messages): string
  empty(messages: Messages): string
  matches(user: number, reading: Reading): (task: Task) => boolean
  /** Undefined where nothing can be added. */
  preset?: (reading: Reading) => Preset
}

const ofMine = { list: { kind: 'mine' } } as const

const mine =
  (matches: (task: Task, reading: Reading) => boolean): View['matches'] =>
  (user, reading) => {
    const isMine = isOf(user)
    return (task) => isShownAsOpen(task) && isMine(task) && matches(task, reading)
  }

const dueDay = ({ due_date: due }: Task, { zone }: Reading) => (due ? dayOf(due, zone) : undefined)

export const views: Record<ViewName, View> = {
  today: {
    ...ofMine,
    title: ({ nav }) => nav.today,
    empty: ({ empty }) => empty.today,
    matches: mine((task, reading) => (dueDay(task, reading) ?? '9') <= reading.today),
    preset: ({ today }) => ({ due_date: today }),
  },
  inbox: {
    ...ofMine,
    title: ({ nav }) => nav.inbox,
    empty: ({ empty }) => empty.inbox,
    matches: mine(({ project }) => project === null),
    preset: () => ({}),
  },
  upcoming: {
    ...ofMine,
    title: ({ nav }) => nav.upcoming,
    empty: ({ empty }) => empty.upcoming,
    matches: mine((task, reading) => (dueDay(task, reading) ?? '') > reading.today),
  },
  noDate: {
    ...ofMine,
    title: ({ nav }) => nav.noDate,
    empty: ({ empty }) => empty.noDate,
    matches: mine(({ due_date }) => due_date === null),
    preset: () => ({}),
  },
  completed: {
    title: ({ nav }) => nav.completed,
    empty: ({ empty }) => empty.completed,
    matches: (user) => {
      const isMine = isOf(user)
      return (task) => task.status === 'completed' && isMine(task)
    },
  },
}
