import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { clock } from '../../platform/clock.ts'
import type { ForeignDatabase } from '../../platform/database/foreign/foreign-database.ts'
import { inBatches } from '../../platform/database/queries/batches.ts'
import type { ImportedKind } from '../../tables/imports.ts'
import type { Db, Reader, Tx } from '../../tables/tables.ts'
import type { Layout } from './find-tables.ts'

/** Maps rows of the source to rows in Docket. Written together with the rows: a repeated import creates none twice. */
export type Mapping = {
  /** The target ids of rows that were imported before, by their source ids. Some may have been deleted since. */
  known(db: Reader, kind: ImportedKind, sourceIds: readonly string[]): Promise<Map<string, number>>
  /** The target id of a row that still exists. */
  find(db: Reader, kind: 'user' | 'project' | 'category', sourceId: string): Promise<number | undefined>
  add(tx: Tx, kind: ImportedKind, rows: readonly { sourceId: string; target: number }[]): Promise<void>
}

const MAX_CACHED = 20_000
const TABLES = { user: 'users', project: 'projects', category: 'categories' } as const

export function mappingOf(source: string): Mapping {
  // Users and projects are committed before anything refers to them.
  const cache = new LRUCache<string, number>({ max: MAX_CACHED })
  const rows = (db: Reader, kind: ImportedKind) =>
    db.selectFrom('imported_rows').where('source', '=', source).where('kind', '=', kind)
  return {
    known: async (db, kind, sourceIds) => {
      const found = await rows(db, kind)
        .where('source_id', 'in', sourceIds)
        .select(['source_id', 'target_id'])
        .execute()
      return new Map(found.map((row) => [row.source_id, row.target_id]))
    },
    find: async (db, kind, sourceId) => {
      const cached = cache.get(`${kind} ${sourceId}`)
      if (cached !== undefined) return cached
      const row = await rows(db, kind).where('source_id', '=', sourceId).select('target_id').executeTakeFirst()
      if (!row) return undefined
      const target = db.selectFrom(TABLES[kind]).select('id').where('id', '=', row.target_id)
      const id = (await target.executeTakeFirst())?.id
      if (id !== undefined && kind !== 'category') cache.set(`${kind} ${sourceId}`, id)
      return id
    },
    add: async (tx, kind, added) => {
      const values = added.map(({ sourceId, target }) => ({ source, kind, source_id: sourceId, target_id: target }))
      for (const part of inBatches(values)) await tx.insertInto('imported_rows').values(part).execute()
    },
  }
}

/**
 * Records the source under its name. With one name for two databases, rows of the second would be taken for rows of the
 * first: a database is recognised by its oldest accounts, of which one suffices, as others may have been deleted there
 * since.
 */
export async function registerSource(db: Db, name: string, source: ForeignDatabase, layout: Layout): Promise<void> {
  const find = db.selectFrom('import_sources').select('fingerprint').where('name', '=', name)
  const known = await find.executeTakeFirst()
  if (known && !(await hasAny(source, layout, known.fingerprint.split(' ')))) {
    throw new Error(
      `A database ${name} with other accounts was imported before. If this is a different database, name it with --source NAME.`,
    )
  }
  const fingerprint = await fingerprintOf(source, layout)
  const stored = { name, fingerprint, created_at: clock.now() }
  const insert = db.insertInto('import_sources').values(stored)
  await insert.onConflict((conflict) => conflict.column('name').doUpdateSet({ fingerprint })).execute()
}

const ACCOUNTS = 8

async function fingerprintOf(source: ForeignDatabase, layout: Layout): Promise<string> {
  const oldest: string[] = []
  for await (const account of accountsOf(source, layout)) {
    oldest.push(account)
    if (oldest.length === ACCOUNTS) break
  }
  if (oldest.length === 0) throw new Error(`${layout.users.table} has no rows: there is nothing to import.`)
  return oldest.join(' ')
}

async function hasAny(source: ForeignDatabase, layout: Layout, known: readonly string[]): Promise<boolean> {
  for await (const account of accountsOf(source, layout)) if (known.includes(account)) return true
  return false
}

/** A digest of each account's key and time of registration, or of its names if there is no time. */
async function* accountsOf(source: ForeignDatabase, { users }: Layout): AsyncIterable<string> {
  const { table, key, columns } = users
  const { created_at, username, email } = columns
  const order = [...(created_at ? [created_at] : []), ...key]
  const identifying = created_at ? order : [...key, username, email].filter((column) => column !== undefined)
  for await (const rows of source.rows({ table, columns: [...new Set(identifying)], order })) {
    for (const row of rows) yield createHash('sha256').update(JSON.stringify(row)).digest('base64url')
  }
}
