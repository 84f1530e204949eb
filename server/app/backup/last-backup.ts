import { isMissingTable } from '../../platform/database/faults.ts'
import { transaction } from '../../platform/database/transaction.ts'
import type { Db } from '../../tables/tables.ts'

export type LastBackup = { destination: string; taken_at: string; size_bytes: number }

/** Notes a backup in the database, where every process and the doctor see it. */
export async function recordBackup(db: Db, backup: LastBackup): Promise<void> {
  try {
    await transaction(db, (tx) =>
      tx
        .insertInto('backups')
        .values(backup)
        .onConflict((conflict) => conflict.column('destination').doUpdateSet(backup))
        .execute(),
    )
  } catch (reason) {
    // A backup before the migration that adds the table.
    if (!isMissingTable(reason)) throw reason
  }
}

/** The newest that was taken into whatever destination. */
export const lastBackup = (db: Db): Promise<LastBackup | undefined> =>
  db.selectFrom('backups').selectAll().orderBy('taken_at', 'desc').limit(1).executeTakeFirst()

/** When that was, as Unix time; 0 when there is none. */
export async function lastBackupSeconds(db: Db): Promise<number> {
  const last = await lastBackup(db)
  return last ? Date.parse(last.taken_at) / 1000 : 0
}
