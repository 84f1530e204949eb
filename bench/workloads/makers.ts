import type { Random } from '../dataset/random.ts'
import { projectsOf, type Shape } from '../dataset/shapes.ts'
import { categoriesOf, STATUSES, type TaskRecord } from '../dataset/tasks.ts'
import { description, searchWord, title } from '../dataset/words.ts'
import type { Known } from './known.ts'
import type { Request } from './requests.ts'

export const PASSWORD = 'correct horse battery staple'

/** What makes a request of each kind. Those that change a task take which of the changes it is. */
export type Makers = ReturnType<typeof makersFor>

export function makersFor(shape: Shape, known: Known) {
  return { ...readers(shape, known), ...writers(shape, known) }
}

function readers(shape: Shape, { seen }: Known) {
  const reader = (random: Random) => random.pick(shape.readers)
  const get = (user: number, path: string): Request => ({ method: 'GET', user, path })
  return {
    list: (random: Random) => get(reader(random), '/api/tasks'),
    read: (random: Random) => {
      const user = reader(random)
      return get(user, `/api/tasks/${random.pick(seen.get(user) as number[])}`)
    },
    projects: (random: Random) => get(reader(random), '/api/projects'),
    filter: (random: Random) => {
      const user = reader(random)
      const project = random.pick(projectsOf(shape, user))
      const category = categoryOf(random, shape, user, project)
      return get(user, `/api/tasks?status=${random.pick(STATUSES)}&category=${category}`)
    },
    search: (random: Random) => get(reader(random), `/api/tasks?q=${searchWord(random)}`),
    login: (random: Random): Request => {
      const body = { username: `user${reader(random)}`, password: PASSWORD }
      return { method: 'POST', path: '/api/token', body }
    },
  }
}

function writers(shape: Shape, { open }: Known) {
  const projects = new Map(shape.writers.map((user) => [user, projectsOf(shape, user)]))
  // One pass over the tasks changes them, the next changes them back, so that every request changes something.
  const toAndFro = (index: number) => {
    const task = open[index % open.length] as TaskRecord
    return { task, isBack: Math.floor(index / open.length) % 2 === 1, user: task.createdBy }
  }
  return {
    create: (random: Random): Request => {
      const user = random.pick(shape.writers)
      const project = random.chance(0.5) ? random.pick(projects.get(user) as number[]) : undefined
      const category = categoryOf(random, shape, user, project)
      const words = { title: title(random), description: description(random) }
      return { method: 'POST', path: '/api/tasks', user, body: { ...words, ...CREATED, category, project } }
    },
    update: (_: Random, index: number): Request => {
      const { task, isBack, user } = toAndFro(index)
      const body = isBack ? { priority: 'low', due_date: null } : { priority: 'urgent', due_date: '2027-01-15' }
      return { method: 'PATCH', path: `/api/tasks/${task.id}`, user, body }
    },
    complete: (_: Random, index: number): Request => {
      const { task, isBack, user } = toAndFro(index)
      return { method: 'POST', path: `/api/tasks/${task.id}/${isBack ? 'reopen' : 'complete'}`, user }
    },
  }
}

const CREATED = { priority: 'high', due_date: '2026-12-01' }

function categoryOf(random: Random, shape: Shape, user: number, project: number | undefined): number {
  return random.pick(categoriesOf(shape, project === undefined ? { user, tasks: 0 } : { project, tasks: 0 }))
}
