import { locked } from '../../../platform/database/queries/sql.ts'
import type { Tx } from '../../../tables/tables.ts'

export function insertSession(tx: Tx, session: { user_id: number; created_at: string; expires_at: string }) {
  return tx.insertInto('sessions').values(session).returning('id').executeTakeFirstOrThrow()
}

export function insertRefreshToken(tx: Tx, token: { token_hash: string; session_id: number; created_at: string }) {
  return tx.insertInto('refresh_tokens').values(token).execute()
}

/** A refresh token with its session and account, held until the transaction ends. */
export function findRefreshToken(tx: Tx, tokenHash: string) {
  const query = tx
    .selectFrom('refresh_tokens')
    .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['refresh_tokens.used_at', 'sessions.id as session_id', 'sessions.user_id'])
    .select(['sessions.expires_at', 'sessions.revoked_at', 'users.deactivated_at'])
    .where('refresh_tokens.token_hash', '=', tokenHash)
  return locked(tx, query).executeTakeFirst()
}

/** Whether this refresh token is there, and has not been used. */
export async function isUnused(tx: Tx, tokenHash: string): Promise<boolean> {
  const query = tx.selectFrom('refresh_tokens').select('used_at').where('token_hash', '=', tokenHash)
  return (await query.executeTakeFirst())?.used_at === null
}

export function setTokenUsed(tx: Tx, tokenHash: string, usedAt: string) {
  return tx.updateTable('refresh_tokens').set({ used_at: usedAt }).where('token_hash', '=', tokenHash).execute()
}

export function setSessionExpiry(tx: Tx, sessionId: number, expiresAt: string) {
  return tx.updateTable('sessions').set({ expires_at: expiresAt }).where('id', '=', sessionId).execute()
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

export function setUserSessionsRevoked(tx: Tx, userId: number, revokedAt: string) {
  return tx
    .updateTable('sessions')
    .set({ revoked_at: revokedAt })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
}

export function setLastLogin(tx: Tx, userId: number, at: string) {
  return tx.updateTable('users').set({ last_login_at: at }).where('id', '=', userId).returningAll().executeTakeFirst()
}

/** Sessions that ran out so long ago that nobody can replay a token of theirs. */
export function deleteSessionsExpiredBefore(tx: Tx, instant: string) {
  return tx.deleteFrom('sessions').where('expires_at', '<', instant).execute()
}
