import { type Random, randomFrom } from '../dataset/random.ts'
import { projectsOf, type Shape } from '../dataset/shapes.ts'
import { categoriesOf, STATUSES, type TaskRecord, tasksOf } from '../dataset/tasks.ts'
import { description, searchWord, title } from '../dataset/words.ts'
import type { Request } from './requests.ts'

export const WORKLOADS = ['list', 'read', 'create', 'update', 'complete', 'filter', 'search', 'login', 'mix'] as const
export type Workload = (typeof WORKLOADS)[number]

export const PASSWORD = 'correct horse battery staple'

const LENGTH = 4000

/** The requests of every workload, which all contestants get alike and in the same order. */
export function plansFor(shape: Shape): Record<Workload, Request[]> {
  const known = whatIsSeen(shape)
  const plan = (make: (random: Random, index: number) => Request, length = LENGTH) => {
    const random = randomFrom(17)
    return Array.from({ length }, (_, index) => make(random, index))
  }
  const toAndFro = known.open.length * 2
  const make = requestMakers(shape, known)
  return {
    list: plan(make.list),
    read: plan(make.read),
    create: plan(make.create),
    update: plan(make.update, toAndFro),
    complete: plan(make.complete, toAndFro),
    filter: plan(make.filter),
    search: plan(make.search),
    login: plan(make.login),
    mix: plan(mixOf(make, known.open.length)),
  }
}

type Makers = ReturnType<typeof requestMakers>

/** What a real task server was measured to receive: 65 % read one, 23 % list, 9 % projects, 3 % writes. */
function mixOf(make: Makers, open: number) {
  const writes = [make.create, make.update, make.complete]
  let written = 0
  // Each change is followed by the one that takes it back.
  const nextWrite = (random: Random) => {
    const turn = Math.floor(written / writes.length)
    const write = writes[written++ % writes.length] as Makers['update']
    return write(random, (turn % 2) * open + (turn >> 1))
  }
  return (random: Random): Request => {
    const share = random.next()
    if (share < 0.65) return make.read(random)
    if (share < 0.88) return make.list(random)
    return share < 0.97 ? make.projects(random) : nextWrite(random)
  }
}

function requestMakers(shape: Shape, { seen, open }: Known) {
  const projects = new Map(shape.writers.map((user) => [user, projectsOf(shape, user)]))
  const reader = (random: Random) => random.pick(shape.readers)
  const get = (user: number, path: string): Request => ({ method: 'GET', user, path })
  // The second half of a plan changes back what the first half changed, so that every request changes something.
  const toAndFro = (index: number) => {
    const task = open[index % open.length] as TaskRecord
    return { task, isBack: Math.floor(index / open.length) % 2 === 1, user: task.createdBy }
  }
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
      const home = project === undefined ? { user, tasks: 0 } : { project, tasks: 0 }
      const category = random.pick(categoriesOf(shape, home))
      return get(user, `/api/tasks?status=${random.pick(STATUSES)}&category=${category}`)
    },
    search: (random: Random) => get(reader(random), `/api/tasks?q=${searchWord(random)}`),
    login: (random: Random): Request => {
      const body = { username: `user${reader(random)}`, password: PASSWORD }
      return { method: 'POST', path: '/api/token', body }
    },
    create: (random: Random): Request => {
      const user = random.pick(shape.writers)
      const project = random.chance(0.5) ? random.pick(projects.get(user) as number[]) : null
      const category = random.pick(categoriesOf(shape, project === null ? { user, tasks: 0 } : { project, tasks: 0 }))
      const words = { title: title(random), description: description(random) }
      const body = {
        ...words,
        priority: 'high',
        due_date: '2026-12-01',
        category,
        ...(project !== null && { project }),
      }
      return { method: 'POST', path: '/api/tasks', user, body }
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

type Known = {
  /** The ids of up to a thousand tasks that each reader sees. */
  seen: Map<number, number[]>
  /** Pending tasks that writers made. */
  open: TaskRecord[]
}

const MOST_KEPT = 1000

function whatIsSeen(shape: Shape): Known {
  const samples = new Map(shape.readers.map((user) => [user, { met: 0, ids: [] as number[] }]))
  const writers = new Set(shape.writers)
  const random = randomFrom(19)
  const open: TaskRecord[] = []
  for (const task of tasksOf(shape)) {
    if (task.status === 'pending' && writers.has(task.createdBy)) open.push(task)
    const viewers = task.project === null ? [task.owner as number] : (shape.projects[task.project - 1]?.members ?? [])
    for (const user of viewers) {
      const sample = samples.get(user)
      if (sample) keepOne(sample, task.id, random)
    }
  }
  return { seen: new Map([...samples].map(([user, { ids }]) => [user, ids])), open }
}

/** Old ones and new ones alike, however many come: Vitter's reservoir. */
function keepOne(sample: { met: number; ids: number[] }, id: number, random: Random): void {
  sample.met += 1
  const place = sample.ids.length < MOST_KEPT ? sample.ids.length : random.below(sample.met)
  if (place < MOST_KEPT) sample.ids[place] = id
}
