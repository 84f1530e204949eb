/** The databases of other systems that something was imported from. */
export type ImportSourcesTable = {
  /** The operator's name for it, independent of the address of the database. */
  name: string
  /** Identifies this database among others. */
  fingerprint: string
  /** ISO-8601 in UTC. */
  created_at: string
}

/** Maps a row of another system to its copy. */
export type ImportedRowsTable = {
  source: string
  kind: ImportedKind
  /** The primary key in the other system, as text. For a category it also contains the scope of the copy. */
  source_id: string
  /** The id of the copy here. The row itself may have been deleted since. */
  target_id: number
}
export type ImportedKind = 'user' | 'project' | 'member' | 'category' | 'task'
