import type { Resource } from './description.ts'
import described from './resources.json'

export type { Field, Resource } from './description.ts'

/** Every list that openapi.json has for an administrator, in its order. */
export const resources = described as unknown as readonly Resource[]

export const resourceNamed = (name: string): Resource | undefined => resources.find((one) => one.name === name)

/** Where somebody finds the rows of other lists that refer to one of these, by the filter of that list. */
export function listsAbout(resource: Resource): { list: Resource; filter: string }[] {
  return resources.flatMap((list) =>
    list.filters.filter(({ refersTo }) => refersTo === resource.name).map(({ name }) => ({ list, filter: name })),
  )
}

/** The lists that are read below one of these: members of a project. */
export const listsBelow = (resource: Resource): readonly Resource[] =>
  resources.filter(({ parent }) => parent === resource.name)

const TITLES = ['title', 'username', 'name', 'display_name', 'email', 'key', 'device']

/** What somebody calls one of these. */
export function titleOf(row: Row, key: string): string {
  for (const name of TITLES) if (row[name]) return String(row[name])
  return `#${row[key]}`
}

export const isTitle = (resource: Resource, name: string): boolean =>
  TITLES.find((title) => resource.fields.some((field) => field.name === title)) === name

/** One of a list, with the fields that its resource names. */
export type Row = Readonly<Record<string, unknown>>
