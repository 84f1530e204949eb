import type { SubjectType } from '../events/catalog.ts'
import type { Reader } from '../tables/tables.ts'

/** A part of the export of all data of a user: a list of rows. Each feature describes its own. */
export type ExportSection = {
  /** The field of the exported document. */
  name: string
  description: string
  list(db: Reader, page: ExportPage): Promise<ExportedRow[]>
}

/** At most `limit` rows of a user after `after`, in the order of `key`. */
export type ExportPage = { userId: number; after: number; limit: number }
export type ExportedRow = { key: number; row: object }

/** Subjects of events that are not exported as rows: the account has fields of its own, the others are not personal. */
type WithoutRows = 'user' | 'profile' | 'person' | 'admin_action' | 'job'

/** The parts of the export, in its order. Each subject of events has one, unless it is listed above. */
export type ExportSections = Readonly<Record<Exclude<SubjectType, WithoutRows>, ExportSection>>
