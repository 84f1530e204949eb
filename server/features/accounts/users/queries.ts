import type { Insertable, Updateable } from 'kysely'
import { countUpTo, type Slice } from '../../../platform/database/queries/paging.ts'
import { locked } from '../../../platform/database/queries/sql.ts'
import { listRows } from '../../../platform/database/queries/top-rows.ts'
import { foldName } from '../../../platform/text/names.ts'
import type { Reader, Tables, Tx } from '../../../tables/tables.ts'

export function findUser(db: Reader, id: number) {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The user, held until the transaction ends. */
export function findUserToChange(tx: Tx, id: number) {
  return locked(tx, tx.selectFrom('users').selectAll().where('id', '=', id)).executeTakeFirst()
}

/** The account with this username or e-mail. */
export function findAccount(db: Reader, name: string) {
  const key = foldName(name)
  const column = key.includes('@') ? 'email_key' : 'username_key'
  return db.selectFrom('users').selectAll().where(column, '=', key).executeTakeFirst()
}

export function listUsers(db: Reader, slice: Slice) {
  const users = db.selectFrom('users')
  return listRows(db, 'users', users.selectAll('users'), users, undefined, slice)
}

export function countUsers(db: Reader, limit: number) {
  return countUpTo(db, db.selectFrom('users'), limit)
}

export function insertUser(tx: Tx, user: Insertable<Tables['users']>) {
  return tx.insertInto('users').values(user).returningAll().executeTakeFirstOrThrow()
}

export function setUser(tx: Tx, id: number, user: Updateable<Tables['users']>) {
  return tx
    .updateTable('users')
    .set(user)
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function deleteUserRow(tx: Tx, id: number) {
  return tx.deleteFrom('users').where('id', '=', id).execute()
}

/** True when an active administrator other than this one exists. The rows are held, so that two cannot leave at once. */
export async function hasOtherAdmin(tx: Tx, id: number): Promise<boolean> {
  const query = tx.selectFrom('users').select('id').where('role', '=', 'admin').where('deactivated_at', 'is', null)
  const admins = await locked(tx, query).execute()
  return admins.some((admin) => admin.id !== id)
}
