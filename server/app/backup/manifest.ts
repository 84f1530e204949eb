import { type Static, Type } from 'typebox'
import { migrations } from '../../tables/migrations/index.ts'

export const MANIFEST_FILE = 'manifest.json'
/** For attachments and the like: the folder of this name in DATA_DIR. */
export const FILES_FOLDER = 'files'

const FORMAT = 1

const Part = Type.Object({
  /** The path in the archive: the database, or a file below `files/`. */
  path: Type.String({ pattern: `^(database\\.\\w+|${FILES_FOLDER}/(?!(.*/)?\\.{1,2}(/|$)).+)$` }),
  bytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
})

const Manifest = Type.Object({
  format: Type.Literal(FORMAT),
  /** The version of Docket that took the backup. */
  docket: Type.String(),
  taken_at: Type.String({ format: 'date-time' }),
  database: Type.Object({
    /** The database product. */
    product: Type.String(),
    /** A SQLite file, which can be restored into any supported database. */
    form: Type.Literal('rows'),
    file: Type.String({ pattern: '^database\\.\\w+$' }),
    /** The last applied migration. */
    migration: Type.String(),
    /** How many rows each table has. */
    rows: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  }),
  parts: Type.Array(Part),
})

export type Manifest = Static<typeof Manifest>
export type Part = Static<typeof Part>

/** Reads a manifest; throws an error of one sentence if it cannot be used. */
export async function parseManifest(text: string): Promise<Manifest> {
  const manifest = parsedJson(text)
  const { format } = (manifest ?? {}) as { format?: unknown }
  if (typeof format === 'number' && format > FORMAT) {
    throw new Error(
      'it was taken by a newer version of Docket, whose format this version does not support. Use that version',
    )
  }
  // Loaded on demand: a server does not need it.
  const { Check } = await import('typebox/value')
  if (!Check(Manifest, manifest)) throw new Error(`its ${MANIFEST_FILE} is not that of a backup`)
  if (!manifest.parts.some(({ path }) => path === manifest.database.file)) throw new Error('it has no database')
  return manifest
}

/** Refuses a backup with migrations that this version does not know. */
export function refuseNewer({ docket, database: { migration } }: Manifest): void {
  if (migrations.some(({ name }) => name === migration)) return
  throw new Error(
    `This backup was taken with a newer version of Docket (${docket}, migration ${migration}). Restore it with that version.`,
  )
}

export const newManifest = (fields: Omit<Manifest, 'format'>): Manifest => ({ format: FORMAT, ...fields })

export const totalRows = ({ database }: Manifest): number =>
  Object.values(database.rows).reduce((sum, rows) => sum + rows, 0)

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
