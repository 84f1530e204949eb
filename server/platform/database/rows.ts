/** A column of an answer, and how its values are read where the database's own form is not ours. */
export type Column = { name: string; parse?: ((value: never) => unknown) | undefined }

export type RowFrom = (values: readonly unknown[]) => object

/**
 * A function that makes an object of a row's values, written out for these columns: all its objects have one shape, and cost
 * half of what the drivers' own do to make and to read.
 */
export function rowMaker(columns: readonly Column[]): RowFrom {
  const parsers = columns.map(({ parse }) => parse)
  const fields = columns.map(({ name, parse }, index) => {
    const value = `values[${index}]`
    return `${JSON.stringify(name)}: ${parse ? `${value} === null ? null : parsers[${index}](${value})` : value}`
  })
  return new Function('parsers', `return (values) => ({ ${fields.join(', ')} })`)(parsers)
}
