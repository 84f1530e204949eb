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

/** Performs one action; only a defect of the server makes it fail. */
export async function perform(writer: Writer, { what, one, two, three }: Exclude<Step, { what: 'disconnect' }>) {
  const { made, people } = writer
  const task = pick(made.tasks, one)
  const project = pick(made.projects, two)
  const category = pick(made.categories, three)
  const person = pick(people, three)?.id
  const home = two % 3 === 0 ? null : (project ?? null)
  const assignee = three % 4 === 0 ? null : person
  switch (what) {
    case 'create task':
      return keep(made.tasks, await send(writer, 'POST', '/api/tasks', { title: `Task ${one}`, project: home }))
    case 'rename task':
      return send(writer, 'PATCH', `/api/tasks/${task}`, { title: `Renamed ${two}`, priority: 'high' })
    case 'move task':
      return send(writer, 'PATCH', `/api/tasks/${task}`, { project: home, category: null })
    case 'assign task':
      return send(writer, 'PATCH', `/api/tasks/${task}`, { assigned_to: assignee })
    case 'move and assign task': {
      const body = { title: `Moved ${three}`, project: home, category: null, assigned_to: assignee }
      return send(writer, 'PATCH', `/api/tasks/${task}`, body)
    }
    case 'complete task':
    case 'reopen task':
      return send(writer, 'POST', `/api/tasks/${task}/${what.split(' ')[0]}`)
    case 'delete task':
      return send(writer, 'DELETE', `/api/tasks/${task}`)
    case 'create project':
      return keep(made.projects, await send(writer, 'POST', '/api/projects', { name: `Project ${one}` }))
    case 'rename project':
      return send(writer, 'PATCH', `/api/projects/${project}`, { name: `Renamed ${one}` })
    case 'archive project':
    case 'unarchive project':
      return send(writer, 'PATCH', `/api/projects/${project}`, { archived: what === 'archive project' })
    case 'delete project':
      return one % 3 === 0 ? send(writer, 'DELETE', `/api/projects/${project}`) : undefined
    case 'add member':
      return send(writer, 'POST', `/api/projects/${project}/members`, {
        username: pick(people, three)?.name,
        role: one % 2 ? 'editor' : 'owner',
      })
    case 'remove member':
      return send(writer, 'DELETE', `/api/projects/${project}/members/${person}`)
    case 'change role':
      return send(writer, 'PATCH', `/api/projects/${project}/members/${person}`, {
        role: one % 2 ? 'editor' : 'viewer',
      })
    case 'create category': {
      const body = { name: `Category ${one} ${Math.random()}`, project: home }
      return keep(made.categories, await send(writer, 'POST', '/api/categories', body))
    }
    case 'label task':
      return send(writer, 'PATCH', `/api/tasks/${task}`, { category })
    case 'delete category':
      return send(writer, 'DELETE', `/api/categories/${category}`)
    case 'remind':
      return send(writer, 'POST', `/api/tasks/${task}/reminders`, { before: `PT${1 + (two % 50)}M` })
    case 'date task':
      return send(writer, 'PATCH', `/api/tasks/${task}`, { due_date: two % 3 ? `2030-01-${10 + (two % 20)}` : null })
    case 'rename oneself':
      return send(writer, 'PATCH', '/api/profile', { display_name: `Name ${two}` })
    case 'change time zone':
      return send(writer, 'PATCH', '/api/profile', { timezone: two % 2 ? 'Asia/Tokyo' : 'UTC' })
    case 'bulk': {
      const ids = [task, pick(made.tasks, two), pick(made.tasks, three)]
      const operations = ids.map((id) => ({ op: 'update', id: id ?? 1, task: { title: `Bulk ${one}` } }))
      return send(writer, 'POST', '/api/tasks/bulk', { mode: 'each', operations })
    }
  }
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
