import { DatabaseSync } from 'node:sqlite'

/** The number of rows of each table. */
export type RowCounts = Record<string, number>

/** Counts the rows of a database file that no process writes to. Throws if a page or an index is corrupt. */
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

/** Counts the rows of a database file without checking it. */
export function countRowsOfFile(path: string): RowCounts {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return countRowsOf(database)
  } finally {
    database.close()
  }
}

/** The tables of a database that hold rows, without the shadow tables of its indexes. */
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
