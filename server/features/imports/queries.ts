import { countUpTo, type Slice, sliced } from '../../platform/database/queries/paging.ts'
import type { ImportedKind } from '../../tables/imports.ts'
import type { Reader } from '../../tables/tables.ts'

const sources = (db: Reader) => db.selectFrom('import_sources').select(['name', 'created_at'])

type SourceRow = { name: string; created_at: string }
export type CountedSource = SourceRow & { counts: ReadonlyMap<ImportedKind, number> }

export async function listSources(db: Reader, slice: Slice): Promise<CountedSource[]> {
  return withCounts(db, await sliced(sources(db), slice).execute())
}

export const countSources = (db: Reader, limit: number) => countUpTo(db, db.selectFrom('import_sources'), limit)

export async function findSource(db: Reader, name: string): Promise<CountedSource | undefined> {
  // PostgreSQL refuses to compare a text with this character.
  if (name.includes('\0')) return undefined
  return (await withCounts(db, await sources(db).where('name', '=', name).execute()))[0]
}

async function withCounts(db: Reader, found: readonly SourceRow[]): Promise<CountedSource[]> {
  if (found.length === 0) return []
  const names = found.map(({ name }) => name)
  const counted = await db
    .selectFrom('imported_rows')
    .select(({ fn }) => ['source', 'kind', fn.countAll<number>().as('count')])
    .where('source', 'in', names)
    .groupBy(['source', 'kind'])
    .execute()
  return found.map((row) => ({
    ...row,
    counts: new Map(
      counted.filter(({ source }) => source === row.name).map(({ kind, count }) => [kind, Number(count)]),
    ),
  }))
}
