/** A table as its database describes it. */
export type ForeignTable = {
  name: string
  columns: readonly string[]
  primaryKey: readonly string[]
  /** The table that each column with a foreign key points to. */
  references: Readonly<Record<string, string>>
}

/** Every value as text, the way its database writes it; times without a zone stay without one, others are in UTC. */
export type ForeignRow = Readonly<Record<string, string | null>>

export type Selection = { table: string; columns: readonly string[]; order: readonly string[] }

/** A database of another program, as it is at one moment. Nothing is ever written to it. */
export type ForeignDatabase = {
  /** What it is called: the file without its ending, or the database on its server. */
  name: string
  tables(): Promise<ForeignTable[]>
  count(table: string): Promise<number>
  /** The rows of a table, some hundred at a time. */
  rows(selection: Selection): AsyncIterable<ForeignRow[]>
  /** The rows that have one of a few values in a column. */
  find(selection: Selection, column: string, values: readonly string[]): Promise<ForeignRow[]>
  close(): Promise<void>
}

export const ROWS_AT_ONCE = 500

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** The statement, which both databases understand. `condition` is SQL. */
export function selectOf({ table, columns, order }: Selection, condition?: string): string {
  const by = order.length > 0 ? ` order by ${order.map(quoted).join(', ')}` : ''
  const where = condition === undefined ? '' : ` where ${condition}`
  return `select ${columns.map(quoted).join(', ')} from ${quoted(table)}${where}${by}`
}
