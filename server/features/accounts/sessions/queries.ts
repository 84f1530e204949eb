import type { Insertable, Updateable } from 'kysely'
import type { IdPage } from '../../../access/row-actions.ts'
import { clock } from '../../../platform/clock.ts'
import { countUpTo, type Slice, sliced } from '../../../platform/database/queries/paging.ts'
import { forUpdate } from '../../../platform/database/queries/sql.ts'
import type { Period } from '../../../platform/http/requests/dates.ts'
import type { Reader, Tables, Tx } from '../../../tables/tables.ts'

export function insertSession(tx: Tx, session: Insertable<Tables['sessions']>) {
  return tx.insertInto('sessions').values(session).returning('id').executeTakeFirstOrThrow()
}

export function insertRefreshToken(tx: Tx, token: { token_hash: string; session_id: number; created_at: string }) {
  return tx.insertInto('refresh_tokens').values(token).execute()
}

/** A refresh token with its session and account, locked until the transaction ends. */
export function findRefreshToken(tx: Tx, tokenHash: string) {
  const query = tx
    .selectFrom('refresh_tokens')
    .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['refresh_tokens.used_at', 'sessions.id as session_id', 'sessions.user_id'])
    .select(['sessions.created_at', 'sessions.expires_at', 'sessions.revoked_at', 'users.deactivated_at'])
    .where('refresh_tokens.token_hash', '=', tokenHash)
  return forUpdate(tx, query).executeTakeFirst()
}

/** Whether this refresh token exists and has not been used. */
export async function isUnused(tx: Tx, tokenHash: string): Promise<boolean> {
  const query = tx.selectFrom('refresh_tokens').select('used_at').where('token_hash', '=', tokenHash)
  return (await query.executeTakeFirst())?.used_at === null
}

export function setTokenUsed(tx: Tx, tokenHash: string, usedAt: string) {
  return tx.updateTable('refresh_tokens').set({ used_at: usedAt }).where('token_hash', '=', tokenHash).execute()
}

export function setSession(tx: Tx, sessionId: number, session: Updateable<Tables['sessions']>) {
  return tx.updateTable('sessions').set(session).where('id', '=', sessionId).execute()
}

function openSessionsOf(db: Reader, userId: number) {
  return db
    .selectFrom('sessions')
    .where('sessions.user_id', '=', userId)
    .where('sessions.revoked_at', 'is', null)
    .where('sessions.expires_at', '>', clock.now())
}

/** The sessions of a user that have not ended. */
export function listOpenSessions(db: Reader, userId: number, slice: Slice) {
  const columns = ['sessions.id', 'sessions.device', 'sessions.address', 'sessions.created_at'] as const
  return sliced(openSessionsOf(db, userId).select(columns).select(['last_used_at', 'expires_at']), slice).execute()
}

export function countOpenSessions(db: Reader, userId: number, limit: number) {
  return countUpTo(db, openSessionsOf(db, userId), limit)
}

export type SessionFilter = { userId?: number | undefined; isOpen?: boolean | undefined; created: Period }
export type SessionRow = Awaited<ReturnType<typeof listSessions>>[number]

const COLUMNS = [
  'id',
  'user_id',
  'device',
  'address',
  'created_at',
  'last_used_at',
  'expires_at',
  'revoked_at',
] as const

/** The sessions of all users, including those that have ended. */
export function listSessions(db: Reader, filter: SessionFilter, slice: Slice) {
  return sliced(filtered(db, filter).select(COLUMNS), slice).execute()
}

export function countSessions(db: Reader, filter: SessionFilter, limit: number) {
  return countUpTo(db, filtered(db, filter), limit)
}

/** The ids of matching sessions, ascending. */
export async function listSessionIds(db: Reader, filter: SessionFilter, { after, limit }: IdPage): Promise<number[]> {
  const sessions = filtered(db, filter).select('id').where('id', '>', after)
  return (await sessions.orderBy('id').limit(limit).execute()).map(({ id }) => id)
}

export function findSession(db: Reader, id: number) {
  return db.selectFrom('sessions').select(COLUMNS).where('id', '=', id).executeTakeFirst()
}

function filtered(db: Reader, { userId, isOpen, created }: SessionFilter) {
  const now = clock.now()
  let sessions = db.selectFrom('sessions')
  if (userId !== undefined) sessions = sessions.where('user_id', '=', userId)
  if (isOpen === true) sessions = sessions.where('revoked_at', 'is', null).where('expires_at', '>', now)
  if (isOpen === false) {
    sessions = sessions.where(({ eb, or }) => or([eb('revoked_at', 'is not', null), eb('expires_at', '<=', now)]))
  }
  if (created.after) sessions = sessions.where('created_at', '>=', created.after)
  if (created.before) sessions = sessions.where('created_at', '<', created.before)
  return sessions
}

/** A session of a user that has not ended, locked until the transaction ends. */
export function findOpenSessionForUpdate(tx: Tx, userId: number, id: number) {
  return forUpdate(tx, openSessionsOf(tx, userId).select('id').where('id', '=', id)).executeTakeFirst()
}

export function setSessionRevoked(tx: Tx, sessionId: number, revokedAt: string) {
  return tx
    .updateTable('sessions')
    .set({ revoked_at: revokedAt })
    .where('id', '=', sessionId)
    .where('revoked_at', 'is', null)
    .returning(['id', 'user_id'])
    .executeTakeFirst()
}

/** Ends the sessions of a user, except one. */
export function setUserSessionsRevoked(tx: Tx, userId: number, revokedAt: string, except = 0) {
  return tx
    .updateTable('sessions')
    .set({ revoked_at: revokedAt })
    .where('user_id', '=', userId)
    .where('id', '!=', except)
    .where('revoked_at', 'is', null)
    .returning(['id', 'expires_at'])
    .execute()
}

export function setLastLogin(tx: Tx, userId: number, at: string) {
  return tx.updateTable('users').set({ last_login_at: at }).where('id', '=', userId).returningAll().executeTakeFirst()
}

/** Deletes sessions that expired so long ago that their tokens can no longer be replayed. */
export function deleteSessionsExpiredBefore(tx: Tx, instant: string) {
  return tx.deleteFrom('sessions').where('expires_at', '<', instant).execute()
}
