import { Type } from 'typebox'
import { invalidField } from '../../problem.ts'
import { commaList, Id } from '../schema.ts'

/** The most ids of a request; a page has room for all of them. */
export const MOST_IDS = 100

/** The `ids` parameter of a list: these alone. */
export const idsParameter = {
  ids: Type.Optional(
    commaList(Id, {
      maxLength: 2000,
      description: `Ids with commas, at most ${MOST_IDS}: only these, as far as you may see them.`,
      examples: ['7,9'],
    }),
  ),
}

/** The ids of a request, each once; undefined when it asks for none in particular. */
export function idsFrom({ ids }: { ids?: string | undefined }): number[] | undefined {
  if (ids === undefined) return undefined
  const words = ids.split(',').map((word) => word.trim())
  const wrong = words.find((word) => !/^[1-9]\d{0,14}$/.test(word))
  if (wrong !== undefined) throw invalidField('/ids', `${JSON.stringify(wrong)} is not an id. Give ids like 7,9.`)
  const distinct = [...new Set(words.map(Number))]
  if (distinct.length > MOST_IDS) throw invalidField('/ids', `Give at most ${MOST_IDS} ids.`)
  return distinct
}
