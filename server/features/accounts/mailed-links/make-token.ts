import { clock, fromNow } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { foldName } from '../../../platform/text/names.ts'
import type { Db, MailedTokenPurpose } from '../../../tables/tables.ts'
import { hashToken, randomToken } from '../random-tokens.ts'
import { insertMailedToken } from './queries.ts'

const HOUR_MS = 3_600_000

/** How long a mailed link is valid. */
const LIFETIME_MS: Record<MailedTokenPurpose, number> = {
  password_reset: HOUR_MS,
  email_confirmation: 7 * 24 * HOUR_MS,
}

/**
 * Creates a token for an email to this address of the user. It is valid once and appears only in that email: the
 * database stores its hash.
 */
export async function makeMailedToken(
  db: Db,
  purpose: MailedTokenPurpose,
  to: { id: number; address: string },
): Promise<string> {
  const token = randomToken()
  await transaction(db, (tx) =>
    insertMailedToken(tx, {
      token_hash: hashToken(token),
      user_id: to.id,
      purpose,
      email_key: foldName(to.address),
      created_at: clock.now(),
      expires_at: fromNow(LIFETIME_MS[purpose]),
    }),
  )
  return token
}
