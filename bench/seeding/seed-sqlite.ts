import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { isSearchIndex, type TableRows } from './table-rows.ts'

/** Fills the empty tables of Docket's SQLite file in one transaction. Indexes are set aside meanwhile and made again. */
export function seedSqlite(path: string, tables: readonly TableRows[]): void {
  const database = new DatabaseSync(path)
  // Safe while it is being filled: a file that a crash has damaged is filled anew.
  database.exec(
    'pragma journal_mode = wal; pragma synchronous = off; pragma foreign_keys = off; pragma temp_store = file',
  )
  database.exec('pragma cache_size = -500000; begin')
  for (const rows of tables) {
    const aside = setAside(database, rows.table)
    insert(database, isSearchIndex(rows) ? { ...rows, columns: ['rowid', 'words'] } : rows)
    for (const { sql } of aside) database.exec(sql)
  }
  database.exec('commit; pragma wal_checkpoint(truncate)')
  database.close()
}

type Definition = { type: string; name: string; sql: string }

function setAside(database: DatabaseSync, table: string): Definition[] {
  const found = database
    .prepare(
      `select type, name, sql from sqlite_master where tbl_name = ? and type in ('index', 'trigger') and sql is not null`,
    )
    .all(table) as Definition[]
  for (const { type, name } of found) database.exec(`drop ${type} ${name}`)
  return found
}

function insert(database: DatabaseSync, { table, columns, rows }: TableRows): void {
  const places = columns.map(() => '?').join(', ')
  const statement = database.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`)
  for (const row of rows) statement.run(...(row as SQLInputValue[]))
}
