import type { Viewer } from '../../../access/viewer.ts'
import { recordEvent } from '../../../events/record-event.ts'
import { clock } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { fieldProblem, Problem } from '../../../platform/problem.ts'
import { userScope } from '../../../tables/scope.ts'
import type { Db } from '../../../tables/tables.ts'
import { hashToken } from '../random-tokens.ts'
import { findUser } from '../users/queries.ts'
import { findAccountOfToken, setUserAt, takeMailedTokens } from './queries.ts'

/** Requests another link to confirm the viewer's address. */
export async function requestEmailConfirmation(db: Db, viewer: Viewer): Promise<void> {
  const user = await findUser(db, viewer.id)
  if (!user?.email) throw new Problem('conflict', 'user.no_email', 'The account has no email address. Set one first.')
  if (user.email_confirmed_at)
    throw new Problem('conflict', 'user.email_confirmed', 'The email address is already confirmed.')
  const about = { actor: viewer.id, subject: viewer.id, audience: [userScope(viewer.id)] }
  await transaction(db, (tx) => recordEvent(tx, 'user.email_confirmation_requested', about))
}

/** Confirms the address to which the token was mailed. */
export async function confirmEmail(db: Db, token: string): Promise<void> {
  const tokenHash = hashToken(token)
  await transaction(db, async (tx) => {
    const account = await findAccountOfToken(tx, 'email_confirmation', tokenHash)
    const taken = account ? await takeMailedTokens(tx, 'email_confirmation', account.id) : []
    if (!account || !taken.includes(tokenHash)) throw tokenInvalid()
    if (account.email_confirmed_at) return
    const columns = { email_confirmed_at: clock.now(), updated_at: clock.now() }
    if (!(await setUserAt(tx, account, columns))) throw tokenInvalid()
    await recordEvent(tx, 'user.email_confirmed', {
      actor: account.id,
      subject: account.id,
      audience: [userScope(account.id)],
    })
  })
}

const tokenInvalid = () =>
  fieldProblem(
    'invalid',
    'email_confirmation.token_invalid',
    '/token',
    'This link is invalid or has expired. Request a new one.',
  )
