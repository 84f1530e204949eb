import pg from 'pg'
import { copyRows } from './copy-rows.ts'
import { isSearchIndex, type TableRows } from './table-rows.ts'

/** Fills the empty tables of a database in one transaction. Indexes are set aside meanwhile and made again. */
export async function seedPostgres(url: string, tables: readonly TableRows[]): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query('set maintenance_work_mem = 1000000; begin; set constraints all immediate')
    for (const rows of tables) {
      const fill = () => (isSearchIndex(rows) ? copyWords(client, rows) : copyRows(client, rows))
      await withoutIndexes(client, rows.table, () => withoutTriggers(client, rows.table, fill))
      await countOn(client, rows.table)
    }
    await client.query('commit')
    await client.query('vacuum analyze')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}

async function withoutIndexes(client: pg.Client, table: string, fill: () => Promise<unknown>): Promise<void> {
  const indexes = await setIndexesAside(client, table)
  await fill()
  for (const { definition } of indexes) await client.query(definition)
}

async function withoutTriggers(client: pg.Client, table: string, fill: () => Promise<unknown>): Promise<void> {
  await client.query(`alter table ${table} disable trigger user`)
  await fill()
  await client.query(`alter table ${table} enable trigger user`)
}

// They come as text, and PostgreSQL makes vectors of them.
async function copyWords(client: pg.Client, rows: TableRows): Promise<void> {
  await client.query('create temporary table words_in_text (id bigint, words text) on commit drop')
  await copyRows(client, { ...rows, table: 'words_in_text' })
  const vector = `array_to_tsvector(string_to_array(words, ' '))`
  await client.query(`insert into ${rows.table} select id, ${vector} from words_in_text`)
}

type Index = { name: string; definition: string }

// Those behind a constraint stay: foreign keys of other tables lean on them.
async function setIndexesAside(client: pg.Client, table: string): Promise<Index[]> {
  const { rows } = await client.query<Index>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i
     where i.indrelid = $1::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows
}

// Rows that bring their ids leave the counter behind.
async function countOn(client: pg.Client, table: string): Promise<void> {
  const { rows } = await client.query<{ column: string; sequence: string }>(
    `select attname as column, pg_get_serial_sequence($1, attname) as sequence from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped
       and pg_get_serial_sequence($1, attname) is not null`,
    [table],
  )
  for (const { column, sequence } of rows) {
    await client.query(`select setval($1, greatest(1, (select max(${column}) from ${table})))`, [sequence])
  }
}
