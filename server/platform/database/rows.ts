/** A column of a result, and how to parse its values if they differ from the stored format. */
export type Column = { name: string; parse?: ((value: never) => unknown) | undefined }

/** The row with these values, which are in the order of the columns. */
export function rowOf(columns: readonly Column[], values: readonly unknown[]): object {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < columns.length; index++) {
    const { name, parse } = columns[index] as Column
    const value = values[index]
    row[name] = parse && value !== null ? parse(value as never) : value
  }
  return row
}
