import { sql } from 'kysely'
import type { AnyKysely } from '../database.ts'

const BATCH = 1_000
const REPORTED_EVERY = 100_000

/**
 * Passes every row of a table to `work` in batches, in the order of their ids, and reports the progress in large
 * tables.
 */
export async function eachRow<Row>(
  db: AnyKysely,
  report: (line: string) => void,
  { table, columns }: { table: string; columns: readonly string[] },
  work: (row: Row) => Promise<void>,
): Promise<void> {
  const selected = sql.join(columns.map((column) => sql.ref(column)))
  let last = 0
  let count = 0
  for (;;) {
    const { rows } = await sql<Row & { id: number }>`select ${selected} from ${sql.table(table)}
      where id > ${last} order by id limit ${sql.lit(BATCH)}`.execute(db)
    for (const row of rows) await work(row)
    count += rows.length
    if (rows.length > 0 && count % REPORTED_EVERY === 0) report(`${count} rows of ${table} are done.`)
    last = Number(rows.at(-1)?.id ?? last)
    if (rows.length < BATCH) return
  }
}
