import { postgresTypes } from './types.ts'

/** A column of an answer. */
export type Field = { name: string; dataTypeID: number }

/** Makes a row of the texts that PostgreSQL sent. */
export type RowFrom = (texts: readonly (string | null)[]) => object

/** Columns of type `text`, which need no parsing. */
const TEXT = 25

/** A function that makes rows of these fields, written out for them: all its rows have one shape. */
export function rowMaker(fields: readonly Field[]): RowFrom {
  const parsers = fields.map(({ dataTypeID }) => postgresTypes.getTypeParser(dataTypeID, 'text'))
  const values = fields.map(({ name, dataTypeID }, index) => {
    const text = `texts[${index}]`
    const value = dataTypeID === TEXT ? text : `${text} === null ? null : parsers[${index}](${text})`
    return `${JSON.stringify(name)}: ${value}`
  })
  return new Function('parsers', `return (texts) => ({ ${values.join(', ')} })`)(parsers)
}
