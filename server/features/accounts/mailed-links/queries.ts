import type { Insertable, Updateable } from 'kysely'
import { clock } from '../../../platform/clock.ts'
import { foldName } from '../../../platform/text/names.ts'
import type { MailedTokenPurpose, Reader, Tables, Tx } from '../../../tables/tables.ts'

export function insertMailedToken(tx: Tx, token: Insertable<Tables['mailed_tokens']>) {
  return tx.insertInto('mailed_tokens').values(token).execute()
}

/** The account for a token that has not expired, if its address is still the one that the token was mailed to. */
export function findAccountOfToken(db: Reader, purpose: MailedTokenPurpose, tokenHash: string) {
  return db
    .selectFrom('mailed_tokens')
    .innerJoin('users', (join) =>
      join.onRef('users.id', '=', 'mailed_tokens.user_id').onRef('users.email_key', '=', 'mailed_tokens.email_key'),
    )
    .select(['users.id', 'users.username', 'users.email', 'users.email_confirmed_at'])
    .where('mailed_tokens.token_hash', '=', tokenHash)
    .where('mailed_tokens.purpose', '=', purpose)
    .where('mailed_tokens.expires_at', '>', clock.now())
    .where('users.deactivated_at', 'is', null)
    .executeTakeFirst()
}

/**
 * Deletes all tokens of a user for a purpose and returns their hashes. Of two concurrent calls, the second gets none.
 */
export async function takeMailedTokens(tx: Tx, purpose: MailedTokenPurpose, userId: number): Promise<string[]> {
  const tokens = tx.deleteFrom('mailed_tokens').where('user_id', '=', userId).where('purpose', '=', purpose)
  return (await tokens.returning('token_hash').execute()).map(({ token_hash }) => token_hash)
}

/** Sets columns of an active account whose address is still the one that a link was mailed to. */
export function setUserAt(
  tx: Tx,
  { id, email }: { id: number; email: string | null },
  user: Updateable<Tables['users']>,
) {
  return tx
    .updateTable('users')
    .set(user)
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('email_key', '=', foldName(email ?? ''))
    .where('deactivated_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
}

export function deleteTokensExpiredBefore(tx: Tx, instant: string) {
  return tx.deleteFrom('mailed_tokens').where('expires_at', '<', instant).execute()
}
