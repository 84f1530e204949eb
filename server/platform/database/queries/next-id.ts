import { sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { type ParameterOf, preparedByShape } from './prepared.ts'
import { isPostgres } from './sql.ts'

/**
 * An id for a new row of `table`, which no other row gets. Whoever knows it before the insert need not wait for the
 * insert.
 */
export async function nextId(tx: AnyKysely, table: string): Promise<number> {
  const [row] = await nextIdOf(tx, table, {})
  if (!row) throw new Error(`${table} has no ids`)
  return row.id
}

const nextIdOf = preparedByShape((db: AnyKysely, _: ParameterOf<object>, table: string) => {
  const id = isPostgres(db)
    ? sql<number>`nextval(pg_get_serial_sequence(${sql.lit(table)}, 'id'))`
    : sql<number>`coalesce((select seq from sqlite_sequence where name = ${sql.lit(table)}), 0) + 1`
  return db.selectNoFrom(id.as('id'))
})
