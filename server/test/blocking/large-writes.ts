import type { ApiResponse } from '../kit/api.ts'
import type { Person, World } from '../kit/world.ts'
import { type populateProject, SAID } from './population.ts'

export type Large = Awaited<ReturnType<typeof populateProject>> & { owner: Person }
type LargeWrite = {
  title: string
  status: number
  request(large: Large, world: World): Promise<ApiResponse>
  ends?: boolean
}

/**
 * The writes that change the most rows, in an order in which each leaves enough for the next. Those with `ends` cannot
 * be repeated.
 */
export const largeWrites: LargeWrite[] = [
  {
    title: 'moving a task to the front of 10,000',
    status: 200,
    request: ({ owner, project }) => owner.post(`/api/tasks/${project + 5_000}/move`, { first: true }),
  },
  {
    title: 'creating the longest task',
    status: 201,
    request: ({ owner, project }) =>
      owner.post('/api/tasks', { title: 'Long', project, description: longText(1, 65_000) }),
  },
  {
    title: 'creating 100 long tasks at once',
    status: 200,
    request: ({ owner, project }) => bulk(owner, (index) => ({ op: 'create', task: { ...longTask(index), project } })),
  },
  {
    title: 'changing 100 long tasks at once',
    status: 200,
    request: ({ owner, project }) =>
      bulk(owner, (index) => ({ op: 'update', id: project + 1 + index, task: longTask(index + ++changed) })),
  },
  {
    title: 'changing each of 100 long tasks',
    status: 200,
    request: ({ owner, project }) =>
      bulk(owner, (index) => ({ op: 'update', id: project + 1 + index, task: longTask(index + ++changed) }), 'each'),
  },
  {
    title: 'deleting 100 tasks at once',
    status: 200,
    request: ({ owner, project }) => {
      deleted += 100
      return bulk(owner, (index) => ({ op: 'delete', id: project + 10_000 - deleted + index }))
    },
  },
  {
    title: 'adding a member to 10,000',
    status: 201,
    request: ({ owner, project }, { ben }) => owner.post(`/api/projects/${project}/members`, { username: ben.name }),
    ends: true,
  },
  {
    title: 'archiving a project with 10,000 tasks',
    status: 200,
    request: ({ owner, project }) => owner.patch(`/api/projects/${project}`, { archived: true }),
  },
  {
    title: 'unarchiving it',
    status: 200,
    request: ({ owner, project }) => owner.patch(`/api/projects/${project}`, { archived: false }),
  },
  {
    title: 'deactivating a member with 10,000 tasks',
    status: 200,
    request: ({ member }, { ada }) => ada.patch(`/api/users/${member}`, { is_active: false }),
  },
  {
    title: 'reactivating them',
    status: 200,
    request: ({ member }, { ada }) => ada.patch(`/api/users/${member}`, { is_active: true }),
  },
  {
    title: 'deleting a category of 10,000 tasks',
    status: 204,
    request: ({ owner, category }) => owner.delete(`/api/categories/${category}`),
    ends: true,
  },
  {
    title: 'removing a member with 10,000 tasks',
    status: 204,
    request: ({ owner, project, member }) => owner.delete(`/api/projects/${project}/members/${member}`),
    ends: true,
  },
  {
    title: 'deleting a project with 10,000 tasks, categories and members',
    status: 204,
    request: ({ owner, project }) => owner.delete(`/api/projects/${project}`),
    ends: true,
  },
]

let changed = 0
let deleted = 0

function bulk(person: Person, operation: (index: number) => object, mode = 'all'): Promise<ApiResponse> {
  return person.post('/api/tasks/bulk', {
    mode,
    operations: Array.from({ length: 100 }, (_, index) => operation(index)),
  })
}

const longTask = (seed: number) => ({ title: `Long ${seed}`, description: longText(seed, 9_000) })

function longText(seed: number, length: number): string {
  let text = ''
  for (let word = seed * 1_000; text.length < length; word++) text += `${SAID} ${word.toString(36)} `
  return text.slice(0, length)
}
