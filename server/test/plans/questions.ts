import { type Contracted, operations } from '../kit/contract/contract.ts'
import { COMMON_WORD, type Crowd, RARE_WORD } from './crowd.ts'

/**
 * The filters of each list, each with values that match few and many rows. A filter that is missing here fails the
 * test.
 */
const TASK_FILTERS = {
  status: ['pending', 'pending,completed', 'incomplete'],
  priority: ['high', 'high,urgent'],
  category: [':category', 'none', ':category,none'],
  assigned_to: ['me', '1001', 'none', 'me,none'],
  created_by: ['me', '1001', 'me,1001'],
  due_before: ['2000-01-01'],
  due_after: ['2050-01-01'],
  start_before: ['2000-01-01'],
  start_after: ['2050-01-01'],
  completed_before: ['2000-01-01'],
  completed_after: ['2050-01-01'],
  updated_since: ['2050-01-01'],
  due: ['today', 'overdue,none', 'this_week,none'],
  overdue: ['true', 'false'],
  completed: ['true', 'false'],
  ids: ['1,2,999999'],
  q: [COMMON_WORD, RARE_WORD, `${COMMON_WORD} ${RARE_WORD}`],
}
const CREATED = { created_after: ['2050-01-01'], created_before: ['2000-01-01'] }
const FILTERS: Record<string, Record<string, string[]>> = {
  'GET /api/tasks': {
    ...TASK_FILTERS,
    project: [':project', 'none', ':project,none', '1001,1002'],
    scope: ['all'],
    archived: ['true', 'false'],
  },
  'GET /api/projects/{id}/tasks': TASK_FILTERS,
  'GET /api/projects': { ids: ['1,2'], archived: ['true', 'false', 'all'], scope: ['all'] },
  'GET /api/projects/{id}/members': {},
  'GET /api/projects/{id}/activity': {},
  'GET /api/categories': { ids: ['1,2'], project: [':project', 'none'], scope: ['all'] },
  'GET /api/users': { q: ['user', '5'], role: ['user', 'admin'], is_active: ['true', 'false'] },
  'GET /api/tasks/{id}/activity': {},
  'GET /api/admin/jobs': { state: ['waiting', 'running', 'done', 'dead'], name: ['notifications.mail-assignee'] },
  'GET /api/admin/events': {
    type: ['task.updated', 'user.deleted'],
    actor: ['1', '1001'],
    subject: ['task:100001', 'user:1'],
    project: [':project', '1001'],
    happened_after: ['2000-01-01', '2050-01-01'],
    happened_before: ['2000-01-01', '2050-01-01'],
  },
  'GET /api/admin/sessions': { user_id: ['1', '1001'], is_open: ['true', 'false'], ...CREATED },
  'GET /api/admin/reminders': { user_id: ['1'], task: ['100001'], has_fired: ['true', 'false'], ...CREATED },
  'GET /api/admin/profiles': { ids: ['1,2'], user_id: ['1', '1001'], timezone: ['UTC'], locale: ['en', 'de'] },
  'GET /api/admin/actions': { state: ['waiting', 'running', 'done', 'cancelled', 'stopped'] },
}

const PAGING = ['page', 'page_size', 'cursor', 'include']

/** Every list of the contract. */
export const lists: readonly Contracted[] = operations.filter((operation) =>
  parametersOf(operation).includes('page_size'),
)

/** The documented filters of a list. */
export function filtersOf(list: Contracted): string[] {
  return parametersOf(list).filter((name) => name !== 'ordering' && !PAGING.includes(name))
}

export const knownFilters = ({ title }: Contracted): string[] => Object.keys(FILTERS[title] ?? {})

/** The fields that a list can be sorted by, as documented. */
export function fieldsOf(list: Contracted): string[] {
  const { schema } = list.parameters?.find(({ name }) => name === 'ordering') ?? {}
  const { pattern = '' } = (schema?.items ?? {}) as { pattern?: string }
  return /^\^-\?\((.*)\)\$$/.exec(pattern)?.[1]?.split('|') ?? []
}

export type Question = { list: Contracted; query: Record<string, string>; isAlone: boolean }

/**
 * Every filter and every order alone, in both directions; every filter with some of the orders; and some orders by
 * several fields.
 */
export function questionsOf(list: Contracted, scope: 'mine' | 'all'): Question[] {
  const orders = fieldsOf(list).flatMap((field) => [field, `-${field}`])
  const filters = Object.entries(FILTERS[list.title] ?? {}).filter(([name]) => name !== 'scope')
  const filtered = filters.flatMap(([name, values]) => values.map((value) => ({ [name]: value })))
  const several = orders.slice(2).map((order, index) => `${order},${orders[(index * 3) % orders.length]}`)
  const alone = [{}, ...[...orders, ...several].map((ordering) => ({ ordering })), ...filtered]
  // Over all filters, each order is used.
  const both = filtered.flatMap((filter, index) =>
    orders.filter((_, place) => place % 5 === index % 5).map((ordering) => ({ ...filter, ordering })),
  )
  const whose: Record<string, string> = scope === 'all' && knownFilters(list).includes('scope') ? { scope } : {}
  return [
    ...alone.map((query) => ({ list, query: { ...query, ...whose }, isAlone: true })),
    ...both.map((query) => ({ list, query: { ...query, ...whose }, isAlone: false })),
  ]
}

/** The URL of a query about the test data. */
export function urlOf({ list: { path }, query }: Question, { world, category, task }: Crowd): string {
  const known = (text: string) => text.replace(':category', String(category)).replace(':project', String(world.project))
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(known(value))}`)
  const id = path.startsWith('/api/tasks') ? task : world.project
  return `${path.replace('{id}', String(id))}?${parameters.join('&')}`
}

function parametersOf({ parameters = [] }: Contracted): string[] {
  return parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
}
