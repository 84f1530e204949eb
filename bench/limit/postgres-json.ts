/** A row's values as PostgreSQL writes them, unread. */
export type Row = (string | null)[]

/** The JSON text of a task from its columns, starting `from`. Much cheaper than objects, or than JSON made by PostgreSQL. */
export function taskJson(row: Row, from: number): string {
  const status = row[from + 4]
  return (
    `{"id":${row[from]},"uid":"${row[from + 1]}","title":${JSON.stringify(row[from + 2])},` +
    `"description":${JSON.stringify(row[from + 3])},"status":"${status}","completed":${status === 'completed'},` +
    `"completed_at":${instant(row[from + 5])},"priority":${PRIORITY[Number(row[from + 6])]},` +
    `"due_date":${quoted(row[from + 7])},"start_date":${quoted(row[from + 8])},"project":${row[from + 9]},` +
    `"category":${row[from + 10]},"assigned_to":${row[from + 11]},"created_by":${row[from + 12]},` +
    `"position":${Number(row[from + 13])},"version":${row[from + 14]},"created_at":${instant(row[from + 15])},` +
    `"updated_at":${instant(row[from + 16])}}`
  )
}

export function projectJson(row: Row, from: number): string {
  const archivedAt = row[from + 5]
  return (
    `{"id":${row[from]},"uid":"${row[from + 1]}","name":${JSON.stringify(row[from + 2])},` +
    `"description":${JSON.stringify(row[from + 3])},"color":${quoted(row[from + 4])},"archived":${archivedAt !== null},` +
    `"archived_at":${instant(archivedAt)},"role":"${row[from + 6]}","created_by":${row[from + 7]},` +
    `"version":${row[from + 8]},"created_at":${instant(row[from + 9])},"updated_at":${instant(row[from + 10])}}`
  )
}

const PRIORITY = ['"none"', '"low"', '"medium"', '"high"', '"urgent"']

const quoted = (text: string | null | undefined): string => (text == null ? 'null' : `"${text}"`)

// From `2026-01-01 10:00:00.4+00`, as a session in UTC writes it.
function instant(text: string | null | undefined): string {
  if (text == null) return 'null'
  return `"${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z"`
}
