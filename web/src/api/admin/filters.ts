import type { Resource } from './description.ts'

/** The filter of a list as the body of a request has it. */
export function filterFrom(
  { filters }: Pick<Resource, 'filters'>,
  query: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const set = filters.filter(({ name }) => query[name] !== undefined)
  return Object.fromEntries(
    set.map(({ name, isList, type }) => {
      const text = query[name] as string
      if (isList) return [name, text.split(',').map((word) => word.trim())]
      if (type === 'integer') return [name, Number(text)]
      return [name, type === 'boolean' ? text === 'true' : text]
    }),
  )
}
