import { filters } from '../kit/authorization/table.ts'
import { type Contracted, operations } from '../kit/contract/contract.ts'
import { COMMON_WORD, type Crowd, RARE_WORD } from './crowd.ts'

const PAGING = ['page', 'page_size', 'cursor', 'include']

/** Every list of the contract. */
export const lists: readonly Contracted[] = operations.filter((operation) =>
  parametersOf(operation).includes('page_size'),
)

/** The documented filters of a list. */
export function filtersOf(list: Contracted): string[] {
  return parametersOf(list).filter((name) => name !== 'ordering' && !PAGING.includes(name))
}

export const knownFilters = ({ title }: Contracted): string[] => Object.keys(filters[title] ?? {})

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
  const others = Object.entries(filters[list.title] ?? {}).filter(([name]) => name !== 'scope')
  const filtered = others.flatMap(([name, values]) => values.map((value) => ({ [name]: value })))
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
  const known = (text: string) =>
    text
      .replace(':category', String(category))
      .replace(':project', String(world.project))
      .replace(':common', COMMON_WORD)
      .replace(':rare', RARE_WORD)
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(known(value))}`)
  const id = path.startsWith('/api/tasks') ? task : world.project
  return `${path.replace('{id}', String(id))}?${parameters.join('&')}`
}

function parametersOf({ parameters = [] }: Contracted): string[] {
  return parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
}
