import { DatabaseSync } from 'node:sqlite'

/** How many rows each table has. */
export type RowCounts = Record<string, number>

/** Counts the rows of a database file that nobody writes to. Throws unless every page and index of it is sound. */
export function inspectFile(path: string): RowCounts {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const faults = database.prepare('pragma integrity_check').all()
    if (faults[0]?.integrity_check !== 'ok') throw new Error(`SQLite found ${faults[0]?.integrity_check}`)
    return countRowsOf(database)
  } finally {
    database.close()
  }
}

/** Counts the rows of a database file as it is. */
export function countRowsOfFile(path: string): RowCounts {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return countRowsOf(database)
  } finally {
    database.close()
  }
}

/** The tables whose rows a database has, without those in which an index keeps its entries. */
export function tablesOf(database: DatabaseSync): string[] {
  const tables = database.prepare(
    `select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\'
      order by name`,
  )
  return tables.all().map(({ name }) => String(name))
}

export function countRowsOf(database: DatabaseSync): RowCounts {
  const count = (table: string) => Number(database.prepare(`select count(*) as rows from "${table}"`).get()?.rows)
  return Object.fromEntries(tablesOf(database).map((table) => [table, count(table)]))
}
