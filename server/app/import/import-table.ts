import { setOrigin } from '../../events/origins.ts'
import { violatedKey } from '../../platform/database/faults.ts'
import type { ForeignDatabase, ForeignRow } from '../../platform/database/foreign/foreign-database.ts'
import { StaleReadError, transaction } from '../../platform/database/transaction.ts'
import { Problem } from '../../platform/problem.ts'
import type { ImportedKind } from '../../tables/imports.ts'
import type { Db, Tx } from '../../tables/tables.ts'
import type { FieldOf, Kind } from './fields.ts'
import type { Found, Layout } from './find-tables.ts'
import type { Mapping } from './mapping.ts'
import { type Outcome, Refusal, type Report } from './outcomes.ts'
import { booleanFrom } from './values.ts'
import type { Words } from './words.ts'

/** The context of every step of an import. */
export type ImportContext = {
  db: Db
  source: ForeignDatabase
  layout: Layout
  mapping: Mapping
  words: Words
  /** The time zone for times without one. */
  timeZone: string
  /** Whether an account with the same email address in Docket is the same person. */
  matchesEmails: boolean
  /** The owner of resources that have none in the source. */
  defaultOwner: number | undefined
  report: Report
  /** Called after some rows were processed; throws to stop there. */
  proceed(done: { rows: number; isWritten: boolean }): Promise<void>
}

export type Row<K extends Kind> = { id: string; fields: Partial<Record<FieldOf<K>, string | null>> }

/**
 * Creates one row and returns its id, or undefined if it is created along with other rows; `note` records changes.
 * Throws a Refusal before writing anything.
 */
export type ImportRow<K extends Kind> = (
  tx: Tx,
  row: Row<K>,
  note: (text: string) => void,
) => Promise<number | undefined>

type TableImport<K extends Kind> = {
  kind: K
  as: ImportedKind
  found: Found<K>
  /** Rows with the same value of this field are imported together, unless there are too many. */
  groupedBy?: FieldOf<K> | undefined
  label: FieldOf<K>
  /** Called for the rows of each transaction before it starts. */
  prepare(rows: Row<K>[]): Promise<ImportRow<K>>
}

/** Imports a table row by row, some hundred in a transaction. Rows that were imported before are skipped. */
export async function importTable<K extends Kind>(context: ImportContext, table: TableImport<K>): Promise<void> {
  for await (const rows of transactionsOf(context, table)) {
    const known = await context.mapping.known(context.db, table.as, idsOf(rows))
    const isWritten = rows.some(({ id }) => !known.has(id))
    const outcomes = isWritten
      ? await importTogether(context, table, rows)
      : rows.map((row) => ({ ...about(table, row), outcome: 'known' as const, target: known.get(row.id) as number }))
    for (const outcome of outcomes) context.report.add(outcome)
    await context.proceed({ rows: rows.length, isWritten })
  }
}

async function importTogether<K extends Kind>(
  context: ImportContext,
  table: TableImport<K>,
  rows: Row<K>[],
): Promise<Outcome[]> {
  const importRow = await table.prepare(rows)
  return transaction(context.db, async (tx) => {
    setOrigin(tx, 'import')
    return importRows(tx, context, table, { rows, importRow })
  })
}

type Batch<K extends Kind> = { rows: Row<K>[]; importRow: ImportRow<K> }

async function importRows<K extends Kind>(
  tx: Tx,
  { mapping }: ImportContext,
  table: TableImport<K>,
  { rows, importRow }: Batch<K>,
): Promise<Outcome[]> {
  // Another import may have created some of them since.
  const known = await mapping.known(tx, table.as, idsOf(rows))
  const added: { sourceId: string; target: number }[] = []
  const outcomes: Outcome[] = []
  for (const row of rows) {
    const outcome = await importUnlessKnown(tx, table, { row, importRow, earlier: known.get(row.id) })
    outcomes.push(outcome)
    if (outcome.outcome === 'imported') {
      const target = outcome.target as number
      added.push({ sourceId: row.id, target })
      // A table without a key may contain the same row twice.
      known.set(row.id, target)
    }
  }
  await mapping.add(tx, table.as, added).catch(retryIfDuplicate)
  return outcomes
}

type One<K extends Kind> = { row: Row<K>; importRow: ImportRow<K>; earlier: number | undefined }

async function importUnlessKnown<K extends Kind>(
  tx: Tx,
  table: TableImport<K>,
  { row, importRow, earlier }: One<K>,
): Promise<Outcome> {
  const outcome = about(table, row)
  if (earlier !== undefined) return { ...outcome, outcome: 'known', target: earlier }
  const imported = isDeleted(row) ? refuseDeleted() : importRow(tx, row, (text) => outcome.notes.push(text))
  const target = await imported.catch(orRefusal)
  if (target instanceof Error) return { ...outcome, outcome: 'refused', notes: [target.message] }
  return target === undefined ? { ...outcome, outcome: 'shared' } : { ...outcome, outcome: 'imported', target }
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id)

const about = <K extends Kind>({ kind, found, label }: TableImport<K>, { id, fields }: Row<K>) => ({
  table: found.table,
  kind,
  id,
  label: fields[label] ?? '',
  notes: [] as string[],
})

/** Some systems only mark deleted rows, with a boolean or a time. */
function isDeleted({ fields }: Row<Kind>): boolean {
  const deleted = (fields as { deleted?: string | null }).deleted
  return booleanFrom(deleted) ?? Boolean(deleted)
}

const refuseDeleted = () => Promise.reject(new Refusal('It is marked as deleted.'))

function orRefusal(reason: unknown): Error {
  if (reason instanceof Refusal || reason instanceof Problem) return reason
  return retryIfDuplicate(reason)
}

/**
 * Somebody took a name, or another import created a row, at the same moment: the transaction runs again and finds it.
 */
function retryIfDuplicate(reason: unknown): never {
  throw violatedKey(reason) === undefined ? reason : new StaleReadError(reason)
}

const ROWS = { atLeast: 250, atMost: 1_000 }

/** The rows of a table in batches that are written together. */
async function* transactionsOf<K extends Kind>(
  { source }: ImportContext,
  { found, groupedBy }: TableImport<K>,
): AsyncIterable<Row<K>[]> {
  const group = groupedBy && found.columns[groupedBy]
  const order = [...(group ? [group] : []), ...found.key.filter((column) => column !== group)]
  let rows: Row<K>[] = []
  for await (const batch of source.rows({ table: found.table, columns: columnsOf(found), order })) {
    for (const row of batch.map((one) => rowOf(found, one))) {
      const isOther = !groupedBy || row.fields[groupedBy] !== rows.at(-1)?.fields[groupedBy]
      if ((rows.length >= ROWS.atLeast && isOther) || rows.length >= ROWS.atMost) {
        yield rows
        rows = []
      }
      rows.push(row)
    }
  }
  if (rows.length > 0) yield rows
}

export const columnsOf = ({ key, columns }: Found): string[] => [
  ...new Set([...key, ...(Object.values(columns) as string[])]),
]

export function rowOf<K extends Kind>({ key, columns }: Found<K>, row: ForeignRow): Row<K> {
  const fields = Object.entries(columns).map(([field, column]) => [field, row[column as string] ?? null])
  return { id: idFrom(key.map((column) => row[column] ?? null)), fields: Object.fromEntries(fields) }
}

/** The value of the key; for a key of several columns, the values in an unambiguous encoding. */
function idFrom(values: (string | null)[]): string {
  if (values.length === 1) return values[0] ?? ''
  return values.map((value) => value?.replaceAll(/[\\:]/g, '\\$&') ?? '\\null').join(':')
}
