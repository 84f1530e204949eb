import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { type AnyKysely, engineOf } from '../database.ts'
import { type Migration, migrateWithin } from '../migrations/migrator.ts'
import { indexWords } from '../queries/search-index.ts'
import { countRowsOf, type RowCounts, tablesOf } from '../sqlite/snapshots/inspect-file.ts'
import { columnsOf } from './export-rows.ts'
import { highestIdsOfFile, setHighestIds } from './highest-ids.ts'

const ROWS_AT_ONCE = 1_000

export type Import = {
  migrations: readonly Migration[]
  /** Gets the number of existing rows in each table, and throws to keep them. */
  beforeReplace(rows: RowCounts): Promise<void>
  /** How to compute the words of a row, by table: the index cannot be read back from a file. */
  words: Record<string, (row: never) => string>
}

/**
 * Replaces the contents of a PostgreSQL database by the rows of a SQLite file with all migrations, in one transaction.
 */
export async function importRows(
  db: AnyKysely,
  from: string,
  { migrations, beforeReplace, words }: Import,
): Promise<void> {
  const connection = new Kysely<never>({ dialect: engineOf(db).migrationDialect() })
  const file = new DatabaseSync(from, { readOnly: true })
  try {
    await connection.transaction().execute(async (tx) => {
      await beforeReplace(await countRows(tx))
      await sql.raw(DROP_EVERYTHING).execute(tx)
      await migrateWithin(tx, migrations)
      const tables = parentsFirst(file)
      for (const table of tables.toReversed()) await sql`delete from ${sql.table(table)}`.execute(tx)
      for (const table of tables) await copyTable(tx, file, table, words[table])
      await setHighestIds(tx, tables, highestIdsOfFile(file))
      requireSameCounts(await countRows(tx), countRowsOf(file))
    })
  } finally {
    file.close()
    await connection.destroy()
  }
}

function requireSameCounts(found: RowCounts, expected: RowCounts): void {
  for (const [table, rows] of Object.entries(expected)) {
    if (found[table] === rows) continue
    throw new Error(`There are ${found[table] ?? 0} rows of ${table} where ${rows} were expected. Nothing was changed.`)
  }
}

/** The number of rows of each table that the role of the connection can see. */
async function countRows(db: AnyKysely): Promise<RowCounts> {
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') order by name`.execute(db)
  const counts: RowCounts = {}
  for (const { name } of rows) {
    const counted = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(name)}`.execute(db)
    counts[name] = Number(counted.rows[0]?.rows)
  }
  return counts
}

/** Drops the tables, views and functions of the schema, except those of extensions. */
const DROP_EVERYTHING = `do $$ declare found record; begin
  for found in
    select format('drop %s if exists %s cascade', case relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, oid::regclass) as statement
    from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm')
      and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')
    union all
    select format('drop routine if exists %s cascade', oid::regprocedure) from pg_proc
    where pronamespace = current_schema()::regnamespace
      and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
  loop execute found.statement; end loop;
end $$`

/** The tables in an order in which each comes after those that it refers to. */
function parentsFirst(file: DatabaseSync): string[] {
  const ordered = new Set<string>()
  const parents = file.prepare('select "table" as parent from pragma_foreign_key_list(?)')
  const add = (table: string) => {
    if (ordered.has(table)) return
    for (const { parent } of parents.all(table)) if (parent !== table) add(String(parent))
    ordered.add(table)
  }
  for (const table of tablesOf(file)) add(table)
  return [...ordered]
}

type Row = Record<string, string | number | null>

async function copyTable(
  tx: AnyKysely,
  file: DatabaseSync,
  table: string,
  wordsOf: ((row: never) => string) | undefined,
): Promise<void> {
  const columns = columnsOf(file, table).map(({ name }) => name)
  const types = await typesOf(tx, table)
  const insert = (rows: Row[]) => insertRows(tx, { table, columns, types }, rows)
  let batch: Row[] = []
  const flush = async () => {
    await insert(batch)
    if (wordsOf)
      await indexWords(
        tx,
        table,
        batch.map((row) => ({ id: Number(row.id), terms: wordsOf(row as never) })),
      )
    batch = []
  }
  for (const row of file.prepare(`select * from "${table}"`).iterate()) {
    batch.push(row as Row)
    if (batch.length === ROWS_AT_ONCE) await flush()
  }
  if (batch.length > 0) await flush()
}

type Target = { table: string; columns: string[]; types: Map<string, string> }

/** Values are sent as text, one list per column, and cast by the database to the types of its columns. */
async function insertRows(tx: AnyKysely, { table, columns, types }: Target, rows: Row[]): Promise<void> {
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const values = columns.map((column) => rows.map((row) => (row[column] === null ? null : String(row[column]))))
  const lists = sql.join(values.map((list) => sql`${list}::text[]`))
  const read = columns.map((column) => sql`${sql.ref(`sent.${column}`)}::${sql.raw(types.get(column) ?? 'text')}`)
  await sql`insert into ${sql.table(table)} (${names})
    select ${sql.join(read)} from unnest(${lists}) as sent (${names})`.execute(tx)
}

async function typesOf(tx: AnyKysely, table: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; type: string }>`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`.execute(tx)
  return new Map(rows.map(({ name, type }) => [name, type]))
}
