import { sql } from 'kysely'
import type { AnyKysely } from '../../../platform/database/database.ts'

/** Adds the words of rows to the index that were inserted with their `search_terms`. */
export async function indexInserted(db: AnyKysely, table: string): Promise<void> {
  const terms = sql.ref('search_terms')
  await sql`update ${sql.table(table)} set ${terms} = ${terms} where ${terms} is not null`.execute(db)
}
