import fc from 'fast-check'
import type { Api, ApiResponse } from '../../kit/api.ts'
import type { Person } from '../../kit/world.ts'

/**
 * One action of a user. Numbers select among existing rows; actions that are not allowed are refused, which is fine.
 */
export type Step = { what: (typeof KINDS)[number]; one: number; two: number; three: number }

const KINDS = [
  ...(['create task', 'create task', 'create task', 'rename task', 'rename task', 'move task', 'move task'] as const),
  ...(['assign task', 'assign task', 'move and assign task', 'complete task', 'reopen task', 'delete task'] as const),
  ...([
    'create project',
    'rename project',
    'archive project',
    'unarchive project',
    'delete project',
    'add member',
    'add member',
    'remove member',
  ] as const),
  ...(['remove member', 'change role', 'create category', 'label task', 'delete category', 'bulk'] as const),
  ...(['remind', 'date task', 'rename oneself', 'change time zone'] as const),
  ...(['disconnect', 'disconnect'] as const),
] as const

const number = fc.nat({ max: 10_000 })
export const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...KINDS),
  one: number,
  two: number,
  three: number,
})

/** Everything that was created so far by any user, including deleted rows. */
export type Made = { tasks: number[]; projects: number[]; categories: number[] }

type Writer = { person: Person; api: Api; made: Made; people: readonly Person[] }

type ActionName = Exclude<Step['what'], 'disconnect'>

/** Performs one action; only a defect of the server makes it fail. */
export const perform = (writer: Writer, what: ActionName, step: Step): Promise<unknown> =>
  ACTIONS[what](writer, step, chosenBy(writer, step))

type Chosen = ReturnType<typeof chosenBy>

function chosenBy({ made, people }: Writer, { one, two, three }: Step) {
  const project = pick(made.projects, two)
  const person = pick(people, three)
  return {
    task: pick(made.tasks, one),
    project,
    category: pick(made.categories, three),
    person,
    home: two % 3 === 0 ? null : (project ?? null),
    assignee: three % 4 === 0 ? null : person?.id,
  }
}

type Action = (writer: Writer, step: Step, chosen: Chosen) => Promise<unknown>

const ON_TASKS = {
  'create task': async (writer, { one }, { home }) =>
    keep(writer.made.tasks, await send(writer, 'POST', '/api/tasks', { title: `Task ${one}`, project: home })),
  'rename task': (writer, { two }, { task }) =>
    send(writer, 'PATCH', `/api/tasks/${task}`, { title: `Renamed ${two}`, priority: 'high' }),
  'move task': (writer, _, { task, home }) =>
    send(writer, 'PATCH', `/api/tasks/${task}`, { project: home, category: null }),
  'assign task': (writer, _, { task, assignee }) =>
    send(writer, 'PATCH', `/api/tasks/${task}`, { assigned_to: assignee }),
  'move and assign task': (writer, { three }, { task, home, assignee }) => {
    const body = { title: `Moved ${three}`, project: home, category: null, assigned_to: assignee }
    return send(writer, 'PATCH', `/api/tasks/${task}`, body)
  },
  'complete task': (writer, _, { task }) => send(writer, 'POST', `/api/tasks/${task}/complete`),
  'reopen task': (writer, _, { task }) => send(writer, 'POST', `/api/tasks/${task}/reopen`),
  'delete task': (writer, _, { task }) => send(writer, 'DELETE', `/api/tasks/${task}`),
  'label task': (writer, _, { task, category }) => send(writer, 'PATCH', `/api/tasks/${task}`, { category }),
  'date task': (writer, { two }, { task }) =>
    send(writer, 'PATCH', `/api/tasks/${task}`, { due_date: two % 3 ? `2030-01-${10 + (two % 20)}` : null }),
  remind: (writer, { two }, { task }) =>
    send(writer, 'POST', `/api/tasks/${task}/reminders`, { before: `PT${1 + (two % 50)}M` }),
  bulk: (writer, { one, two, three }, { task }) => {
    const ids = [task, pick(writer.made.tasks, two), pick(writer.made.tasks, three)]
    const operations = ids.map((id) => ({ op: 'update', id: id ?? 1, task: { title: `Bulk ${one}` } }))
    return send(writer, 'POST', '/api/tasks/bulk', { mode: 'each', operations })
  },
} satisfies Record<string, Action>

const ON_PROJECTS = {
  'create project': async (writer, { one }) =>
    keep(writer.made.projects, await send(writer, 'POST', '/api/projects', { name: `Project ${one}` })),
  'rename project': (writer, { one }, { project }) =>
    send(writer, 'PATCH', `/api/projects/${project}`, { name: `Renamed ${one}` }),
  'archive project': (writer, _, { project }) => send(writer, 'PATCH', `/api/projects/${project}`, { archived: true }),
  'unarchive project': (writer, _, { project }) =>
    send(writer, 'PATCH', `/api/projects/${project}`, { archived: false }),
  'delete project': async (writer, { one }, { project }) =>
    one % 3 === 0 ? send(writer, 'DELETE', `/api/projects/${project}`) : undefined,
  'add member': (writer, { one }, { project, person }) => {
    const body = { username: person?.name, role: one % 2 ? 'editor' : 'owner' }
    return send(writer, 'POST', `/api/projects/${project}/members`, body)
  },
  'remove member': (writer, _, { project, person }) =>
    send(writer, 'DELETE', `/api/projects/${project}/members/${person?.id}`),
  'change role': (writer, { one }, { project, person }) => {
    const body = { role: one % 2 ? 'editor' : 'viewer' }
    return send(writer, 'PATCH', `/api/projects/${project}/members/${person?.id}`, body)
  },
} satisfies Record<string, Action>

const ACTIONS: Record<ActionName, Action> = {
  ...ON_TASKS,
  ...ON_PROJECTS,
  'create category': async (writer, { one }, { home }) => {
    const body = { name: `Category ${one} ${Math.random()}`, project: home }
    return keep(writer.made.categories, await send(writer, 'POST', '/api/categories', body))
  },
  'delete category': (writer, _, { category }) => send(writer, 'DELETE', `/api/categories/${category}`),
  'rename oneself': (writer, { two }) => send(writer, 'PATCH', '/api/profile', { display_name: `Name ${two}` }),
  'change time zone': (writer, { two }) =>
    send(writer, 'PATCH', '/api/profile', { timezone: two % 2 ? 'Asia/Tokyo' : 'UTC' }),
}

async function send({ api, person }: Writer, method: 'POST' | 'PATCH' | 'DELETE', url: string, body?: object) {
  if (url.includes('undefined')) return undefined
  const response = await api.send(method, url, { token: person.token, body })
  if (response.status >= 500) throw new Error(`${method} ${url} returned ${response.text}`)
  return response
}

function keep(list: number[], response: ApiResponse | undefined): void {
  if (response?.status === 201) list.push(response.body.id)
}

const pick = <T>(list: readonly T[], choice: number): T | undefined => list[choice % list.length]
