import type { Tx } from '../../../tables/tables.ts'
import { revokeSessionsOf } from '../sessions/service.ts'
import { takeMailedTokens } from './queries.ts'

/** After a change of password: closes every session, and invalidates every link to reset it. */
export async function endOldAccess(tx: Tx, userId: number, actor: number | null): Promise<void> {
  await revokeSessionsOf(tx, userId, actor)
  await takeMailedTokens(tx, 'password_reset', userId)
}
