import type { Field, Resource } from './description.ts'
import described from './resources.json'

export type { Field, Resource } from './description.ts'

/** Every list for administrators in openapi.json, in its order. */
export const resources = described as unknown as readonly Resource[]

export const resourceNamed = (name: string): Resource | undefined => resources.find((one) => one.name === name)

export type About = { list: Resource; filter: string; value: string }

/** The rows of other lists that refer to an item, with the filter of each list. */
export function listsAbout(resource: Resource, id: string): About[] {
  return resources.flatMap((list) =>
    list.filters.flatMap((field) => {
      const value = field.refersTo === resource.name ? id : valueOfKind(field, resource, id)
      return value ? [{ list, filter: field.name, value }] : []
    }),
  )
}

/** `task:7`, if a filter accepts several kinds. */
function valueOfKind({ kinds }: Field, resource: Resource, id: string): string | undefined {
  const kind = kindOf(kinds, resource)
  return kind && `${kind}:${id}`
}

const kindOf = (kinds: Field['kinds'] = {}, { name }: Resource): string | undefined =>
  Object.keys(kinds).find((kind) => kinds[kind] === name)

/** The events in the history of an item: those about it, or for a container, those in it. */
export function historyOf(resource: Resource, id: string): { events: Resource; query: Query } | undefined {
  const events = resourceNamed('events')
  const kind = kindOf(events?.filters.find(({ name }) => name === 'subject')?.kinds, resource)
  if (!events || !kind) return undefined
  const isHolder = events.filters.some(({ name }) => name === kind)
  return { events, query: isHolder ? { [kind]: id } : { subject: `${kind}:${id}` } }
}

export type Reference = { resource: string; id: number }

/** The resource that a field of a row refers to. */
export function referencesIn({ name, refersTo, kindIn, kinds }: Field, row: Row): Reference[] {
  const resource = kindIn ? kinds?.[String(row[kindIn])] : refersTo
  if (!resource) return []
  const ids = [row[name]].flat().map((id) => Number(id ?? 0))
  return ids.filter(Boolean).map((id) => ({ resource, id }))
}

/** The lists that belong to an item of this resource, such as the members of a project. */
export const listsBelow = (resource: Resource): readonly Resource[] =>
  resources.filter(({ parent }) => parent === resource.name)

const TITLES = ['title', 'username', 'name', 'display_name', 'email', 'destination', 'key', 'device', 'type']

/** The name under which an item is shown. */
export function titleOf(row: Row, key: string): string {
  for (const name of TITLES) if (row[name]) return String(row[name])
  return `#${row[key]}`
}

export const isTitle = (resource: Resource, name: string): boolean =>
  TITLES.find((title) => resource.fields.some((field) => field.name === title)) === name

export type Query = Readonly<Record<string, string>>

/** An item of a list, with the fields of its resource. */
export type Row = Readonly<Record<string, unknown>>
