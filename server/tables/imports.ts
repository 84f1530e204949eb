/** The databases of other systems that something was imported from. */
export type ImportSourcesTable = {
  /** By which the operator knows it, whatever the address of the database. */
  name: string
  /** Identifies this database among others. */
  fingerprint: string
  /** ISO-8601 in UTC. */
  created_at: string
}

/** What became of a row of another system. */
export type ImportedRowsTable = {
  source: string
  kind: ImportedKind
  /** Its primary key there, as text; of a category also where the copy is at home. */
  source_id: string
  /** The id that it has here. The row itself may have been deleted since. */
  target_id: number
}
export type ImportedKind = 'user' | 'project' | 'member' | 'category' | 'task'
