import type { Insertable, Updateable } from 'kysely'
import { countUpTo, type Slice, sliced } from '../../platform/database/queries/paging.ts'
import { forUpdate, idIn } from '../../platform/database/queries/sql.ts'
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

type ProfileFilter = {
  ids: readonly number[] | undefined
  userId: number | undefined
  timezone: string | undefined
  locale: string | undefined
}

export const listAllProfiles = (db: Reader, filter: ProfileFilter, slice: Slice) =>
  sliced(withDigests(filtered(db, filter)), slice).execute()

export const countAllProfiles = (db: Reader, filter: ProfileFilter, limit: number) =>
  countUpTo(db, filtered(db, filter), limit)

export const findAnyProfile = (db: Reader, userId: number) =>
  withDigests(db.selectFrom('profiles').where('profiles.user_id', '=', userId)).executeTakeFirst()

function filtered(db: Reader, { ids, userId, timezone, locale }: ProfileFilter) {
  let profiles = db.selectFrom('profiles')
  if (ids) profiles = profiles.where(({ ref }) => idIn(db, ref('profiles.user_id'), ids))
  if (userId !== undefined) profiles = profiles.where('profiles.user_id', '=', userId)
  if (timezone !== undefined) profiles = profiles.where('profiles.timezone', '=', timezone)
  if (locale !== undefined) profiles = profiles.where('profiles.locale', '=', locale)
  return profiles
}

const withDigests = (profiles: ReturnType<typeof filtered>) =>
  profiles
    .leftJoin('digests', 'digests.user_id', 'profiles.user_id')
    .selectAll('profiles')
    .select('digests.next_at as next_digest_at')

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
