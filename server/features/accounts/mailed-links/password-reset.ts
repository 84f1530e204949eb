import type { Viewer } from '../../../access/viewer.ts'
import { recordEvent } from '../../../events/record-event.ts'
import { clock } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { fieldProblem, notFound, Problem } from '../../../platform/problem.ts'
import { userScope } from '../../../tables/scope.ts'
import type { Db, Tx } from '../../../tables/tables.ts'
import { hashPassword, requireGoodPassword } from '../passwords.ts'
import { hashToken } from '../random-tokens.ts'
import { revokeSessionsOf } from '../sessions/service.ts'
import { findAccount, findUser } from '../users/queries.ts'
import { findAccountOfToken, setUserAt, takeMailedTokens } from './queries.ts'

/** The subject of an event about an account that does not exist. */
const NOBODY = 0

/**
 * Requests a link to reset a password. Neither the response nor the work done reveals whether the account exists: the
 * event is recorded in any case, and its subscriber finds that there is no recipient.
 */
export async function requestPasswordReset(db: Db, name: string): Promise<void> {
  const user = await findAccount(db, name)
  const subject = user?.email && !user.deactivated_at ? user.id : NOBODY
  const audience = subject === NOBODY ? [] : [userScope(subject)]
  await transaction(db, (tx) => recordEvent(tx, 'user.password_reset_requested', { actor: null, subject, audience }))
}

/** Sends a link to reset another user's password, for an administrator, who gets the reason if it cannot be sent. */
export const sendPasswordReset = (db: Db, viewer: Viewer, id: number): Promise<void> =>
  transaction(db, (tx) => sendPasswordResetIn(tx, viewer, id))

/** The same as part of a transaction. */
export async function sendPasswordResetIn(tx: Tx, viewer: Viewer, id: number): Promise<void> {
  const user = await findUser(tx, id)
  if (!user) throw notFound('user')
  if (!user.email) throw new Problem('conflict', 'user.no_email', 'The account has no email address. Set one first.')
  if (user.deactivated_at)
    throw new Problem('conflict', 'user.deactivated', 'The account is deactivated. Reactivate it first.')
  await recordEvent(tx, 'user.password_reset_requested', { actor: viewer.id, subject: id, audience: [userScope(id)] })
}

/**
 * Sets a new password for the holder of the token, which also confirms the address. Closes every session and
 * invalidates every link.
 */
export async function confirmPasswordReset(db: Db, token: string, password: string): Promise<void> {
  const tokenHash = hashToken(token)
  const account = await findAccountOfToken(db, 'password_reset', tokenHash)
  if (!account) throw tokenInvalid()
  await requireGoodPassword(password, [account.username, account.email])
  const password_hash = await hashPassword(password)
  await transaction(db, async (tx) => {
    const taken = await takeMailedTokens(tx, 'password_reset', account.id)
    const now = clock.now()
    const email_confirmed_at = account.email_confirmed_at ?? now
    const columns = { password_hash, must_change_password: 0, email_confirmed_at, updated_at: now }
    if (!taken.includes(tokenHash) || !(await setUserAt(tx, account, columns))) throw tokenInvalid()
    const about = { actor: account.id, subject: account.id, audience: [userScope(account.id)] }
    await recordEvent(tx, 'user.password_changed', about)
    if (!account.email_confirmed_at) await recordEvent(tx, 'user.email_confirmed', about)
    await revokeSessionsOf(tx, account.id, account.id)
  })
}

const tokenInvalid = () =>
  fieldProblem(
    'invalid',
    'password_reset.token_invalid',
    '/token',
    'This link is invalid or has expired. Request a new one.',
  )
