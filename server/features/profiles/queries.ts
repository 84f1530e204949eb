import type { Insertable, Updateable } from 'kysely'
import { forUpdate } from '../../platform/database/queries/sql.ts'
import type { Reader, Tables, Tx } from '../../tables/tables.ts'

export function findProfile(db: Reader, userId: number) {
  return db.selectFrom('profiles').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow()
}

/** The profile, locked until the transaction ends. */
export async function findProfileForUpdate(tx: Tx, userId: number) {
  const profile = await findProfileForUpdateIfAny(tx, userId)
  if (!profile) throw new Error(`user ${userId} has no profile`)
  return profile
}

/** The same for a user who may not exist any more. */
export function findProfileForUpdateIfAny(tx: Tx, userId: number) {
  return forUpdate(tx, tx.selectFrom('profiles').selectAll().where('user_id', '=', userId)).executeTakeFirst()
}

export function insertProfile(tx: Tx, profile: Insertable<Tables['profiles']>) {
  return tx.insertInto('profiles').values(profile).execute()
}

export function setProfile(tx: Tx, userId: number, profile: Updateable<Tables['profiles']>) {
  return tx
    .updateTable('profiles')
    .set(profile)
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirstOrThrow()
}
