import { isMissingTable } from '../../platform/database/faults.ts'
import { transaction } from '../../platform/database/transaction.ts'
import type { Db } from '../../tables/tables.ts'

type LastBackup = { destination: string; taken_at: string; size_bytes: number }

/** Records a backup in the database, where every process and the doctor can read it. */
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
    // The table does not exist in a backup before the migration that adds it.
    if (!isMissingTable(reason)) throw reason
  }
}

/** The newest backup in any destination. */
export const lastBackup = (db: Db): Promise<LastBackup | undefined> =>
  db.selectFrom('backups').selectAll().orderBy('taken_at', 'desc').limit(1).executeTakeFirst()

/** The time of the last backup as Unix time; 0 if there is none. */
export async function lastBackupSeconds(db: Db): Promise<number> {
  const last = await lastBackup(db)
  return last ? Date.parse(last.taken_at) / 1000 : 0
}
