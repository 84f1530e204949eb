import { type ExpressionBuilder, type Insertable, sql, type Updateable } from 'kysely'
import { roleColumns } from '../../../access/roles.ts'
import type { IdPage } from '../../../access/row-actions.ts'
import { countUpTo, type Slice } from '../../../platform/database/queries/paging.ts'
import { forUpdate, textIn } from '../../../platform/database/queries/sql.ts'
import { listRows } from '../../../platform/database/queries/top-n.ts'
import { foldName } from '../../../platform/text/names.ts'
import type { Reader, SystemRole, Tables, Tx } from '../../../tables/tables.ts'

export function findUser(db: Reader, id: number) {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The user, locked until the transaction ends. */
export function findUserForUpdate(tx: Tx, id: number) {
  return forUpdate(tx, tx.selectFrom('users').selectAll().where('id', '=', id)).executeTakeFirst()
}

/** The account with this username or email address. */
export function findAccount(db: Reader, name: string) {
  const key = foldName(name)
  const column = key.includes('@') ? 'email_key' : 'username_key'
  return db.selectFrom('users').selectAll().where(column, '=', key).executeTakeFirst()
}

type Keys = { name: { key: string; lookalike: string } | undefined; emailKey: string | undefined }

/** The accounts that have one of these names. */
export function listUsersNamed(db: Reader, { name, emailKey }: Keys) {
  return db
    .selectFrom('users')
    .select(['id', 'username_key', 'username_lookalike', 'email_key'])
    .where(({ eb, or }) =>
      or([
        ...(name ? [eb('username_key', '=', name.key), eb('username_lookalike', '=', name.lookalike)] : []),
        ...(emailKey === undefined ? [] : [eb('email_key', '=', emailKey)]),
      ]),
    )
    .execute()
}

type NameKeys = { usernames: readonly string[]; lookalikes: readonly string[]; emails: readonly string[] }

/** The accounts that have any of these names. */
export function listUsersWithNames(db: Reader, { usernames, lookalikes, emails }: NameKeys) {
  return db
    .selectFrom('users')
    .select(['id', 'username_key', 'username_lookalike', 'email_key'])
    .where(({ or, ref }) =>
      or([
        textIn(db, ref('username_key'), usernames),
        textIn(db, ref('username_lookalike'), lookalikes),
        textIn(db, ref('email_key'), emails),
      ]),
    )
    .execute()
}

export type UserFilter = { q?: string | undefined; role?: SystemRole | undefined; is_active?: boolean | undefined }

export function listUsers(db: Reader, filter: UserFilter, slice: Slice) {
  const query = db.selectFrom('users').selectAll('users')
  return listRows(db, query, { table: 'users', rows: filtered(db, filter), starts: undefined }, slice)
}

/** The ids of matching users, ascending. */
export async function listUserIds(db: Reader, filter: UserFilter, { after, limit }: IdPage): Promise<number[]> {
  const users = filtered(db, filter).select('users.id').where('users.id', '>', after)
  return (await users.orderBy('users.id').limit(limit).execute()).map(({ id }) => id)
}

export function countUsers(db: Reader, filter: UserFilter, limit: number) {
  return countUpTo(db, filtered(db, filter), limit)
}

function filtered(db: Reader, { q, role, is_active }: UserFilter) {
  const users = db.selectFrom('users')
  const ofRole = role ? users.where(hasRole(role)) : users
  const inState =
    is_active === undefined ? ofRole : ofRole.where('users.deactivated_at', is_active ? 'is' : 'is not', null)
  return q?.trim() ? inState.where(isNamed(q.trim())) : inState
}

const hasRole =
  (role: SystemRole) =>
  ({ eb, and }: ExpressionBuilder<Tables, 'users'>) => {
    const columns = roleColumns(role)
    const isRole = eb('users.role', '=', columns.role)
    return role === 'admin' ? isRole : and([isRole, eb('users.is_auditor', '=', columns.is_auditor)])
  }

/** Matches the id, or a prefix of the username or of the email address. */
function isNamed(q: string) {
  // PostgreSQL refuses text with NUL, which no name can contain.
  if (q.includes('\0')) return sql<boolean>`1 = 0`
  const key = foldName(q)
  const length = [...key].length
  const begins = (column: string) => sql<boolean>`substr(${sql.ref(column)}, 1, ${sql.lit(length)}) = ${key}`
  const isId = /^[1-9]\d{0,14}$/.test(q) ? sql<boolean>`users.id = ${Number(q)}` : sql<boolean>`1 = 0`
  return sql<boolean>`(${begins('users.username_key')} or ${begins('users.email_key')} or ${isId})`
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

/** The same password with another hash: not a change of the account. */
export function setPasswordHash(tx: Tx, id: number, password_hash: string) {
  return tx.updateTable('users').set({ password_hash }).where('id', '=', id).execute()
}

/** Whether there are password hashes of an older system; the index users_older_hash contains only those. */
export async function hasOlderHashes(db: Reader): Promise<boolean> {
  const users = db.selectFrom('users').select('id').where(sql<boolean>`password_hash >= 'a'`).limit(1)
  return (await users.executeTakeFirst()) !== undefined
}

export function deleteUserRow(tx: Tx, id: number) {
  return tx.deleteFrom('users').where('id', '=', id).execute()
}

/**
 * True if there is an active administrator other than this one. Locks their rows, so that two administrators cannot be
 * demoted at the same time, each because of the other.
 */
export async function hasOtherAdmin(tx: Tx, id: number): Promise<boolean> {
  const query = tx.selectFrom('users').select('id').where('role', '=', 'admin').where('deactivated_at', 'is', null)
  const admins = await forUpdate(tx, query).execute()
  return admins.some((admin) => admin.id !== id)
}
