import { setTimeout as sleep } from 'node:timers/promises'
import type { AccessTokens } from '../../../access/access-tokens.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { recordEvent } from '../../../events/record-event.ts'
import { clock, fromNow } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { notFound, Problem } from '../../../platform/problem.ts'
import { foldName } from '../../../platform/text/names.ts'
import { userScope } from '../../../tables/scope.ts'
import type { Db, Tx, UserRow } from '../../../tables/tables.ts'
import { hashPassword, isOwnHash, isPassword } from '../passwords.ts'
import { hashToken, randomToken } from '../random-tokens.ts'
import type { Credentials } from '../schema.ts'
import { findAccount, findUser, hasOlderHashes, setPasswordHash } from '../users/queries.ts'
import { guardedUser, type LoginGuard } from './login-guard.ts'
import * as queries from './queries.ts'

/** What is needed to issue sessions. */
export type SessionSettings = {
  tokens: AccessTokens
  refreshTtlMs: number
  /** The maximum age of a session, however often it is refreshed. */
  sessionMaxAgeMs: number
  /** For how long a used refresh token is still accepted. */
  refreshGraceMs: number
  /** The refresh token that follows a given one. */
  successorOf(refresh: string): string
}

/** The device and address from which a session is used; shown to its owner. */
export type Client = { device: string | null; address: string }

export type TokenPair = { access: string; refresh: string; token_type: 'Bearer'; expires_in: number }

/**
 * Checks a username or email address with its password, and opens a session. Every failure takes the same time and has
 * the same message.
 */
export async function logIn(
  db: Db,
  { sessionSettings, guard }: { sessionSettings: SessionSettings; guard: LoginGuard },
  client: Client,
  credentials: Credentials,
): Promise<TokenPair & { user: UserRow }> {
  const login = foldName(credentials.username || credentials.email || '')
  const account = await findAccount(db, login)
  const user = await guard(account ? guardedUser(account.id) : `name ${login}`, client.address, async () => {
    const startedAt = performance.now()
    const isRight = await isPassword(credentials.password, account?.password_hash)
    if (isRight && !account?.deactivated_at) return account
    await hideDuration(db, startedAt)
    return undefined
  }).catch((reason) => {
    throw loggedFor(account, reason)
  })
  if (!user) {
    throw loggedFor(account, new Problem('unauthenticated', 'login.failed', 'The username or the password is wrong.'))
  }
  const newHash = isOwnHash(user.password_hash) ? undefined : await hashPassword(credentials.password)
  return transaction(db, async (tx) => {
    const current = await queries.setLastLogin(tx, user.id, clock.now())
    // The password may have been changed, or the account closed, during the check.
    if (!current || current.deactivated_at || !(await isStillPassword(credentials.password, user, current))) {
      throw new Problem('unauthenticated', 'login.failed', 'The username or the password is wrong.')
    }
    if (newHash && current.password_hash === user.password_hash) await setPasswordHash(tx, user.id, newHash)
    return { ...(await openSession(tx, sessionSettings, user.id, client)), user: current }
  })
}

/** Two concurrent first logins both find the hash of an older system, and the first replaces it. */
async function isStillPassword(password: string, checked: UserRow, current: UserRow): Promise<boolean> {
  if (current.password_hash === checked.password_hash) return true
  return (
    !isOwnHash(checked.password_hash) && isOwnHash(current.password_hash) && isPassword(password, current.password_hash)
  )
}

const STEP_MS = 1_000

/**
 * Verifying the hash of an older system takes several times as long as verifying one of ours, which would reveal that
 * the account exists. While there are such hashes, a failed login takes a whole number of seconds.
 */
async function hideDuration(db: Db, startedAt: number): Promise<void> {
  if (!(await hasOlderHashes(db))) return
  const takenMs = performance.now() - startedAt
  await sleep(Math.ceil(takenMs / STEP_MS) * STEP_MS - takenMs)
}

/** The same error, with the account added for the log only; the client does not get it. */
function loggedFor(account: UserRow | undefined, reason: unknown): unknown {
  if (account && reason instanceof Problem) reason.logFields = { account: account.id }
  return reason
}

/** Opens a session for an authenticated user. */
export async function openSession(
  tx: Tx,
  sessionSettings: SessionSettings,
  userId: number,
  client: Client,
): Promise<TokenPair> {
  const created_at = clock.now()
  const session = { user_id: userId, ...client, created_at, expires_at: endOf(sessionSettings, created_at) }
  const { id } = await queries.insertSession(tx, session)
  await recordEvent(tx, 'session.opened', { actor: userId, subject: id, audience: [userScope(userId)] })
  return issueTokens(tx, sessionSettings, { user_id: userId, session_id: id }, randomToken())
}

/** When a session that is used now ends: after a time without use, or at its maximum age. */
function endOf({ refreshTtlMs, sessionMaxAgeMs }: SessionSettings, createdAt: string): string {
  return new Date(Math.min(clock.millis() + refreshTtlMs, Date.parse(createdAt) + sessionMaxAgeMs)).toISOString()
}

/**
 * Issues new tokens for a refresh token. A token that is repeated within the grace period gets the same successor
 * again, unless that has been used as well; otherwise a repeated token closes its session.
 */
export async function refreshSession(
  db: Db,
  sessionSettings: SessionSettings,
  refresh: string,
  client: Client,
): Promise<TokenPair> {
  const outcome = await transaction(db, async (tx) => {
    const token = await queries.findRefreshToken(tx, hashToken(refresh))
    if (!token || token.revoked_at || token.deactivated_at || token.expires_at <= clock.now()) return undefined
    const expires_at = endOf(sessionSettings, token.created_at)
    if (expires_at <= clock.now()) return undefined
    const successor = sessionSettings.successorOf(refresh)
    if (!token.used_at)
      return rotate(tx, sessionSettings, token, { used: refresh, successor, session: { ...client, expires_at } })
    if (
      token.used_at > fromNow(-sessionSettings.refreshGraceMs) &&
      (await queries.isUnused(tx, hashToken(successor)))
    ) {
      return pairOf(sessionSettings, token.user_id, token.session_id, successor)
    }
    // Committed before the error is thrown, because the session must stay closed after a replay.
    await queries.setSessionRevoked(tx, token.session_id, clock.now())
    await recordEvent(tx, 'session.replayed', aboutSession(token))
    return undefined
  })
  if (!outcome)
    throw new Problem('unauthenticated', 'token.invalid', 'The refresh token is invalid or has expired. Log in again.')
  return outcome
}

type SessionOfToken = { session_id: number; user_id: number }

const aboutSession = ({ session_id, user_id }: SessionOfToken) => ({
  actor: user_id,
  subject: session_id,
  audience: [userScope(user_id)],
})

async function rotate(
  tx: Tx,
  sessionSettings: SessionSettings,
  token: SessionOfToken,
  { used, successor, session }: { used: string; successor: string; session: Client & { expires_at: string } },
): Promise<TokenPair> {
  const now = clock.now()
  await queries.setTokenUsed(tx, hashToken(used), now)
  await queries.setSession(tx, token.session_id, { ...session, last_used_at: now })
  await recordEvent(tx, 'session.refreshed', aboutSession(token))
  return issueTokens(tx, sessionSettings, token, successor)
}

/** Closes the session of a refresh token. An unknown token closes nothing and is not an error. */
export function revokeByRefreshToken(db: Db, refresh: string): Promise<void> {
  return transaction(db, async (tx) => {
    const token = await queries.findRefreshToken(tx, hashToken(refresh))
    if (token) await revokeSession(tx, token.session_id)
  })
}

/** `actor` is the user of the session, unless another user ends it. */
export async function revokeSession(tx: Tx, sessionId: number, actor?: number): Promise<boolean> {
  const closed = await queries.setSessionRevoked(tx, sessionId, clock.now())
  if (!closed) return false
  const { id, user_id } = closed
  await recordEvent(tx, 'session.revoked', { actor: actor ?? user_id, subject: id, audience: [userScope(user_id)] })
  return true
}

/** Closes every session of a user. */
export async function revokeSessionsOf(tx: Tx, userId: number, actor: number | null, except?: number): Promise<number> {
  const now = clock.now()
  const closed = await queries.setUserSessionsRevoked(tx, userId, now, except)
  for (const { id } of closed)
    await recordEvent(tx, 'session.revoked', { actor, subject: id, audience: [userScope(userId)] })
  return closed.filter(({ expires_at }) => expires_at > now).length
}

/** Ends one of the viewer's own sessions. */
export function endSession(db: Db, viewer: Viewer, id: number): Promise<void> {
  return transaction(db, async (tx) => {
    const session = await queries.findOpenSessionForUpdate(tx, viewer.id, id)
    if (!session) throw notFound('session')
    await revokeSession(tx, id)
  })
}

/** Ends a session of any user, for an administrator. A session that has already ended is not found. */
export function endAnySession(db: Db, viewer: Viewer, id: number): Promise<void> {
  return transaction(db, async (tx) => {
    if (!(await revokeSession(tx, id, viewer.id))) throw notFound('session')
  })
}

/** Ends all sessions of the viewer except the current one; returns how many were open. */
export const endOtherSessions = (db: Db, viewer: Viewer): Promise<number> =>
  transaction(db, (tx) => revokeSessionsOf(tx, viewer.id, viewer.id, viewer.sessionId))

/** Ends all sessions of a user, for an administrator; returns how many were open. */
export const endSessionsOf = (db: Db, viewer: Viewer, userId: number): Promise<number> =>
  transaction(db, (tx) => endSessionsIn(tx, viewer, userId))

/** The same as part of a transaction. */
export async function endSessionsIn(tx: Tx, viewer: Viewer, userId: number): Promise<number> {
  if (!(await findUser(tx, userId))) throw notFound('user')
  return revokeSessionsOf(tx, userId, viewer.id)
}

async function issueTokens(
  tx: Tx,
  sessionSettings: SessionSettings,
  { user_id, session_id }: SessionOfToken,
  refresh: string,
): Promise<TokenPair> {
  await queries.insertRefreshToken(tx, { token_hash: hashToken(refresh), session_id, created_at: clock.now() })
  return pairOf(sessionSettings, user_id, session_id, refresh)
}

const pairOf = ({ tokens }: SessionSettings, userId: number, sessionId: number, refresh: string): TokenPair => ({
  access: tokens.sign(userId, sessionId),
  refresh,
  token_type: 'Bearer',
  expires_in: tokens.ttlSeconds,
})
