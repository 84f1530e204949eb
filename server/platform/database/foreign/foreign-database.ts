/** A table as described by its database. */
export type ForeignTable = {
  name: string
  columns: readonly string[]
  primaryKey: readonly string[]
  /** The table that each column with a foreign key points to. */
  references: Readonly<Record<string, string>>
}

/**
 * All values as text, in the format of their database. Times without a zone have none here either; others are in UTC.
 */
export type ForeignRow = Readonly<Record<string, string | null>>

export type Selection = { table: string; columns: readonly string[]; order: readonly string[] }

/** A database of another program, read at one point in time. It is never written to. */
export type ForeignDatabase = {
  /** Its name: that of the file without its extension, or that of the database on its server. */
  name: string
  tables(): Promise<ForeignTable[]>
  count(table: string): Promise<number>
  /** The rows of a table, in batches of some hundred. */
  rows(selection: Selection): AsyncIterable<ForeignRow[]>
  /** The rows whose column has one of these values. */
  find(selection: Selection, column: string, values: readonly string[]): Promise<ForeignRow[]>
  close(): Promise<void>
}

export const ROWS_AT_ONCE = 500

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** The statement, in SQL that both databases support. `condition` is SQL. */
export function selectOf({ table, columns, order }: Selection, condition?: string): string {
  const by = order.length > 0 ? ` order by ${order.map(quoted).join(', ')}` : ''
  const where = condition === undefined ? '' : ` where ${condition}`
  return `select ${columns.map(quoted).join(', ')} from ${quoted(table)}${where}${by}`
}
