import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Query } from '../../../api/admin/requests.ts'
import type { Field, Resource } from '../../../api/admin/resources.ts'

/** The state of a list in the address: its filters, its order, and where its page begins. */
export type View = {
  query: Query
  cursor: string
  set(changes: Readonly<Record<string, string | undefined>>): void
  goTo(cursor: string): void
}

export function useView({ filters, sortable }: Resource): View {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const known = [...filters.map(({ name }) => name), ...(sortable.length > 0 ? ['ordering'] : [])]
  const held = known.filter((name) => search[name] !== undefined)
  const query = Object.fromEntries(held.map((name) => [name, String(search[name])]))
  const go = (changes: object, replace: boolean) =>
    void navigate({ to: '.', search: (old: object) => ({ ...old, ...changes }), replace })
  return {
    query,
    cursor: String(search.after ?? ''),
    set: (changes) => {
      const plain = Object.entries(changes).map(([name, value]) => [name, plainValue(value)])
      go({ ...Object.fromEntries(plain), after: undefined }, 'q' in changes)
    },
    goTo: (cursor) => go({ after: cursor || undefined }, false),
  }
}

/** Numbers and booleans are written into the address without quotes. */
export function plainValue(value: string | undefined): unknown {
  if (!value) return undefined
  if (/^\d{1,15}$/.test(value)) return Number(value)
  return value === 'true' || value === 'false' ? value === 'true' : value
}

/** `ordering` with one field: its name and direction. */
export const orderOf = ({ ordering = '' }: Query): { name: string; isDown: boolean } => {
  const [first = ''] = ordering.split(',')
  return { name: first.replace(/^-/, ''), isDown: first.startsWith('-') }
}

/** A choice, a range of dates, an id or words: filters whose names end in `_after` and `_before` form a pair. */
export type Filter = { name: string; kind: 'choice' | 'reference' | 'text' | 'date' | 'range'; field: Field }

export function filtersOf({ filters }: Resource): Filter[] {
  const names = new Set(filters.map(({ name }) => name))
  return filters
    .filter(({ name }) => name !== 'q' && !(name.endsWith('_before') && names.has(name.replace(/_before$/, '_after'))))
    .map((field) => ({ name: field.name.replace(/_after$/, ''), kind: kindOf(field), field }))
}

function kindOf({ name, choices, type, format, refersTo }: Field): Filter['kind'] {
  if (name.endsWith('_after')) return 'range'
  if (refersTo) return 'reference'
  if (choices || type === 'boolean') return 'choice'
  return format?.startsWith('date') ? 'date' : 'text'
}
