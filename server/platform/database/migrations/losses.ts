import { sql, type TableMetadata } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from '../queries/sql.ts'
import { type ColumnTypes, columnTypes } from './column-types.ts'

/** A table or column that would be lost, and the number of rows with a value in it. */
export type Loss = { what: string; rows: number }

type Undoable = { down(db: AnyKysely, types: ColumnTypes): Promise<void> }

/** What would be lost by undoing these migrations (newest first). They are undone, compared and applied again. */
export async function lossesOf(db: AnyKysely, undone: readonly Undoable[]): Promise<Loss[]> {
  const losses: Loss[] = []
  await rolledBack(db, async (tx) => {
    const before = await tablesOf(tx)
    const counts = await countAll(tx, before)
    for (const migration of undone) await migration.down(tx, columnTypes(tx))
    const after = new Map((await tablesOf(tx)).map((table) => [table.name, table]))
    for (const table of before) {
      const rows = counts.get(table.name) ?? 0
      const left = after.get(table.name)
      if (!left) losses.push({ what: `table ${table.name}`, rows })
      else for (const name of columnsGone(table, left)) losses.push({ what: `column ${table.name}.${name}`, rows })
    }
  })
  return losses
}

const columnsGone = (before: TableMetadata, after: TableMetadata): string[] => {
  const left = new Set(after.columns.map(({ name }) => name))
  return before.columns.map(({ name }) => name).filter((name) => !left.has(name))
}

class RolledBack extends Error {}

async function rolledBack(db: AnyKysely, work: (tx: AnyKysely) => Promise<void>): Promise<void> {
  const undo = new RolledBack()
  const attempt = db.transaction().execute(async (tx) => {
    await work(tx)
    throw undo
  })
  await attempt.catch((reason) => {
    if (reason !== undo) throw reason
  })
}

// SQLite's full-text index stores its entries in shadow tables, which are not worth reporting.
const OF_AN_INDEX = /_(data|idx|content|docsize|config)$/

async function tablesOf(tx: AnyKysely): Promise<TableMetadata[]> {
  const schema = isPostgres(tx) ? await currentSchema(tx) : undefined
  const tables = (await tx.introspection.getTables()).filter((table) => !schema || table.schema === schema)
  const names = new Set(tables.map(({ name }) => name))
  const isShadowTable = (name: string) => OF_AN_INDEX.test(name) && names.has(name.replace(OF_AN_INDEX, ''))
  return tables.filter(({ name }) => !isShadowTable(name) && !/^migrations(_lock)?$/.test(name))
}

async function currentSchema(tx: AnyKysely): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(tx)
  return rows[0]?.name ?? 'public'
}

async function countAll(tx: AnyKysely, tables: readonly TableMetadata[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { name } of tables) {
    const counting = tx.selectFrom(sql.table(name).as('counted')).select(sql<number>`count(*)`.as('rows'))
    counts.set(name, Number((await counting.executeTakeFirstOrThrow()).rows))
  }
  return counts
}
