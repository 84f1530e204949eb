/** A column of a result, and how to parse its values if they differ from the stored format. */
export type Column = { name: string; parse?: ((value: never) => unknown) | undefined }

export type RowFrom = (values: readonly unknown[]) => object

/**
 * A function that makes an object of a row's values, generated for these columns: all its objects have the same shape,
 * and cost half as much to create and read as those of the drivers.
 */
export function rowMaker(columns: readonly Column[]): RowFrom {
  const parsers = columns.map(({ parse }) => parse)
  const fields = columns.map(({ name, parse }, index) => {
    const value = `values[${index}]`
    return `${JSON.stringify(name)}: ${parse ? `${value} === null ? null : parsers[${index}](${value})` : value}`
  })
  return new Function('parsers', `return (values) => ({ ${fields.join(', ')} })`)(parsers)
}
