import { type TSchema, Type } from 'typebox'
import { invalidField } from '../../problem.ts'
import { DOCUMENTED_AS, documentedAs, Id } from '../schema.ts'

/** The most ids in one request; a page has room for all of them. */
export const MAX_IDS = 100

type ListOptions = { description: string; examples?: string[]; most?: number }

/** Several values in one parameter, separated by commas: a string for the server, an array in the OpenAPI document. */
export const commaList = (item: object, { most = MAX_IDS, ...options }: ListOptions) =>
  documentedAs(Type.String({ maxLength: most * 20, ...options }), {
    type: 'array',
    items: item,
    minItems: 1,
    maxItems: most,
  })

type ListParameter = { [DOCUMENTED_AS]?: { type?: string }; description?: string; examples?: string[] }

/** Query parameters as fields of a JSON object: comma lists are arrays. */
export function inBody(parameters: Record<string, TSchema>): Record<string, TSchema> {
  const fields = Object.entries(parameters).map(([name, parameter]): [string, TSchema] => {
    const { [DOCUMENTED_AS]: list, description } = parameter as ListParameter
    if (list?.type !== 'array') return [name, parameter]
    return [name, Type.Optional(Type.Unsafe({ ...list, description }))]
  })
  return Object.fromEntries(fields)
}

/** The same fields as query parameters. */
export function inQuery(fields: object): Record<string, never> {
  const entries = Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? value.join() : value])
  return Object.fromEntries(entries)
}

/** The distinct values of a comma list. `name` is the name of the parameter. */
export function valuesOf(list: string, name: string, most = MAX_IDS): string[] {
  const values = list.split(',').map((value) => value.trim())
  if (values.length > most) throw invalidField(`/${name}`, `Use at most ${most} values.`)
  return [...new Set(values)]
}

/** The pattern of an id in parameters that also accept words. */
export const ID_PATTERN = '[1-9]\\d{0,15}'
const ID = new RegExp(`^${ID_PATTERN}$`)

/** The id that a word represents, if any. No id exceeds the largest safe integer. */
export const idFrom = (word: string): number | undefined => (ID.test(word) ? Number(word) : undefined)

/** The `ids` parameter of a list: returns only these. */
export const idsParameter = {
  ids: Type.Optional(
    commaList(Id, {
      description: `Ids separated by commas, at most ${MAX_IDS}. Returns only these, if they are visible to you.`,
      examples: ['7,9'],
    }),
  ),
}

/** The distinct ids of a request; undefined if it has no `ids`. */
export function idsFrom({ ids }: { ids?: string | undefined }): number[] | undefined {
  if (ids === undefined) return undefined
  return valuesOf(ids, 'ids').map((word) => {
    const id = idFrom(word) ?? Number.NaN
    if (!Number.isSafeInteger(id)) throw invalidField('/ids', `${JSON.stringify(word)} is not an id. Use ids like 7,9.`)
    return id
  })
}
