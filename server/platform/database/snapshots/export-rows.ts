import { DatabaseSync } from 'node:sqlite'
import { Kysely, type RawBuilder, sql } from 'kysely'
import { type AnyKysely, closeDatabase, engineOf, openDatabase } from '../database.ts'
import { type Migration, migrateUp } from '../migrations/migrator.ts'
import { tablesOf } from '../sqlite/snapshots/inspect-file.ts'
import { highestIdsOf } from './highest-ids.ts'

const ROWS_AT_ONCE = 2_000

type Options = { migrations: readonly Migration[]; report(share: number): void }

/**
 * Writes the rows of a PostgreSQL database, as of one snapshot, into a SQLite file with the same migrations. The file
 * can be read without PostgreSQL, and restored into either database.
 */
export async function exportRows(db: AnyKysely, to: string, { migrations, report }: Options): Promise<void> {
  const connection = new Kysely<never>({ dialect: engineOf(db).migrationDialect() })
  try {
    const reading = connection.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
    await reading.execute(async (tx) => {
      await createTables(tx, to, migrations)
      await copyTables(tx, to, report)
    })
  } finally {
    await connection.destroy()
  }
}

/** Creates the tables as of the last migration that was applied. */
async function createTables(tx: AnyKysely, to: string, migrations: readonly Migration[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from migrations`.execute(tx)
  const applied = new Set(rows.map(({ name }) => name))
  const file = openDatabase(`sqlite://${to}`)
  try {
    const some = migrations.filter(({ name }) => applied.has(name))
    await migrateUp(file, some)
  } finally {
    await closeDatabase(file)
  }
}

async function copyTables(tx: AnyKysely, to: string, report: (share: number) => void): Promise<void> {
  const file = new DatabaseSync(to)
  try {
    // The file is new: it is discarded if anything interrupts this.
    file.exec('pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; begin')
    const tables = tablesOf(file)
    for (const [index, table] of tables.entries()) {
      await copyTable(tx, file, table)
      report((index + 1) / tables.length)
    }
    for (const [table, id] of Object.entries(await highestIdsOf(tx, tables))) setHighestId(file, table, id)
    file.exec('commit')
  } finally {
    file.close()
  }
}

async function copyTable(tx: AnyKysely, file: DatabaseSync, table: string): Promise<void> {
  const columns = columnsOf(file, table)
  const names = columns.map(({ name }) => name)
  const isIndexed = names.includes('search_terms')
  const values = names.map((name) => (name === 'search_terms' ? wordsOf(table) : sql.ref(name)))
  // Rows that the migration of the table inserted.
  file.exec(`delete from "${table}"`)
  const insert = file.prepare(
    `insert into "${table}" (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map(() => '?').join(', ')})`,
  )
  const index = isIndexed ? file.prepare(`insert into "${table}_search" (rowid, words) values (?, ?)`) : undefined
  await eachBatch(tx, sql`select ${sql.join(values)} from ${sql.table(table)}`, (rows) => {
    for (const row of rows) {
      if (index && row.search_terms) index.run(row.id as number, row.search_terms as string)
      insert.run(...columns.map(({ name, isJson }) => stored(name === 'search_terms' ? null : row[name], isJson)))
    }
  })
}

type Row = Record<string, unknown>

async function eachBatch(tx: AnyKysely, query: RawBuilder<unknown>, work: (rows: Row[]) => void): Promise<void> {
  await sql`declare exported no scroll cursor for ${query}`.execute(tx)
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(ROWS_AT_ONCE)} from exported`.execute(tx)
    work(rows)
    if (rows.length < ROWS_AT_ONCE) break
  }
  await sql`close exported`.execute(tx)
}

/** The words of a row in the index. */
const wordsOf = (table: string) => sql`(select array_to_string(tsvector_to_array(words), ' ')
  from ${sql.table(`${table}_search`)} as indexed where indexed.id = ${sql.ref(`${table}.id`)}) as search_terms`

type Column = { name: string; isJson: boolean }

/** The columns that hold values, without computed columns. */
export const columnsOf = (file: DatabaseSync, table: string): Column[] =>
  file
    .prepare('select name, type from pragma_table_xinfo(?) where hidden = 0')
    .all(table)
    .map(({ name, type }) => ({ name: String(name), isJson: type === 'json_text' }))

const stored = (value: unknown, isJson: boolean): string | number | null =>
  value === null ? null : isJson ? JSON.stringify(value) : (value as string | number)

function setHighestId(file: DatabaseSync, table: string, id: number): void {
  file.prepare('delete from sqlite_sequence where name = ?').run(table)
  file.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, id)
}
