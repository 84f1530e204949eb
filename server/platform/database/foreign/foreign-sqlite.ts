import { isUtf8 } from 'node:buffer'
import { existsSync, statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  type ForeignDatabase,
  type ForeignRow,
  type ForeignTable,
  quoted,
  ROWS_AT_ONCE,
  type Selection,
  selectOf,
} from './foreign-database.ts'

const BUSY_TIMEOUT_MS = 5_000

/** Opens the first of these files that exists. */
export function openForeignFile(paths: readonly string[]): ForeignDatabase {
  const path = paths.find((one) => existsSync(one))
  if (path === undefined) throw new Error(`there is no file ${paths.join(' or ')}`)
  if (!statSync(path).isFile()) throw new Error(`${path} is not a file`)
  const file = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  // From its first statement on, the transaction reads from one snapshot.
  file.exec('begin')
  file.prepare('select count(*) from sqlite_master').get()
  return {
    name: basename(path, extname(path)),
    tables: async () => namesOf(file).map((name) => describe(file, name)),
    count: async (table) => Number(file.prepare(`select count(*) as rows from ${quoted(table)}`).get()?.rows),
    rows: (selection) => readRows(file, selection),
    find: async (selection, column, values) => {
      const wanted = values.flatMap(stored)
      return findRows(file, selectOf(selection, isOneOf(column, wanted)), wanted)
    },
    close: async () => file.close(),
  }
}

const namesOf = (file: DatabaseSync): string[] =>
  file
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'")
    .all()
    .map(({ name }) => String(name))

function describe(file: DatabaseSync, name: string): ForeignTable {
  const columns = file.prepare('select name, pk from pragma_table_info(?) order by cid').all(name)
  const keys = columns.filter(({ pk }) => Number(pk) > 0).sort((one, other) => Number(one.pk) - Number(other.pk))
  const references = file.prepare('select "from", "table" from pragma_foreign_key_list(?)').all(name)
  return {
    name,
    columns: columns.map((column) => String(column.name)),
    primaryKey: keys.map((column) => String(column.name)),
    references: Object.fromEntries(references.map((each) => [String(each.from), String(each.table)])),
  }
}

const isOneOf = (column: string, values: readonly unknown[]) =>
  `${quoted(column)} in (${values.map(() => '?').join(', ')})`

/**
 * The values that a column may hold if they were read as this text. A column without a type affinity does not compare
 * text with numbers or bytes.
 */
function stored(text: string): (string | bigint | Buffer)[] {
  const bytes = /^\\x((?:[0-9a-f]{2})+)$/.exec(text)?.[1]
  return [
    text,
    bytes === undefined ? Buffer.from(text) : Buffer.from(bytes, 'hex'),
    ...(/^-?(0|[1-9]\d{0,17})$/.test(text) ? [BigInt(text)] : []),
  ]
}

function findRows(file: DatabaseSync, select: string, values: readonly (string | bigint | Buffer)[]): ForeignRow[] {
  const statement = file.prepare(select)
  statement.setReadBigInts(true)
  return statement.all(...values).map(asText)
}

async function* readRows(file: DatabaseSync, selection: Selection): AsyncIterable<ForeignRow[]> {
  const statement = file.prepare(selectOf(selection))
  statement.setReadBigInts(true)
  let batch: ForeignRow[] = []
  for (const row of statement.iterate()) {
    batch.push(asText(row))
    if (batch.length < ROWS_AT_ONCE) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

const asText = (row: object): ForeignRow =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, textOf(value)]))

const textOf = (value: unknown): string | null =>
  value === null ? null : value instanceof Uint8Array ? bytesAsText(Buffer.from(value)) : String(value)

/** Bytes that are valid text as that text; others, such as the 16 bytes of a UUID, in PostgreSQL's hex format. */
const bytesAsText = (bytes: Buffer): string =>
  isUtf8(bytes) && !CONTROL.test(bytes.toString()) ? bytes.toString() : `\\x${bytes.toString('hex')}`

const CONTROL = /[\p{Cc}--[\t\n\r]]/v
