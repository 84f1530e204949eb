import { countUpTo, type Slice, sliced } from '../../platform/database/queries/paging.ts'
import type { Reader } from '../../tables/tables.ts'

const backups = (db: Reader) => db.selectFrom('backups')

export const listBackups = (db: Reader, slice: Slice) => sliced(backups(db).selectAll(), slice).execute()

export const countBackups = (db: Reader, limit: number) => countUpTo(db, backups(db), limit)

/** Every one: there are as many as destinations. */
export const allBackups = (db: Reader) => backups(db).selectAll().execute()
