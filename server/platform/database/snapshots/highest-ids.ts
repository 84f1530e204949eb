import type { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import type { AnyKysely } from '../database.ts'

/** The highest id that each table has ever assigned, by table: ids are never reused. */
type HighestIds = Record<string, number>

export async function highestIdsOf(db: AnyKysely, tables: readonly string[]): Promise<HighestIds> {
  const ids: HighestIds = {}
  for (const [table, sequence] of await sequencesOf(db, tables)) {
    const { rows } = await sql<{ id: number; isUsed: boolean }>`
      select last_value as id, is_called as "isUsed" from ${sql.raw(sequence)}`.execute(db)
    if (rows[0]?.isUsed) ids[table] = Number(rows[0].id)
  }
  return ids
}

export async function setHighestIds(db: AnyKysely, tables: readonly string[], ids: HighestIds): Promise<void> {
  for (const [table, sequence] of await sequencesOf(db, tables)) {
    const id = ids[table]
    if (id !== undefined) await sql`select setval(${sequence}::regclass, ${id}::bigint)`.execute(db)
  }
}

export const highestIdsOfFile = (file: DatabaseSync): HighestIds =>
  Object.fromEntries(
    file
      .prepare('select name, seq from sqlite_sequence')
      .all()
      .map(({ name, seq }) => [String(name), Number(seq)]),
  )

async function sequencesOf(db: AnyKysely, tables: readonly string[]): Promise<[string, string][]> {
  const { rows } = await sql<{ table: string; sequence: string }>`
    select relname as "table", pg_get_serial_sequence(quote_ident(relname), 'id') as sequence from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname = any(${tables}::text[])
      and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'id' and attidentity <> '')`.execute(
    db,
  )
  return rows.map(({ table, sequence }) => [table, sequence])
}
