import type { Resource } from './description.ts'

/** The filter of a list in the format of a request body. */
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
