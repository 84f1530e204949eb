import { announce } from '../../../events/announce.ts'
import { clock } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import type { Db, UserRow } from '../../../tables/tables.ts'
import { endOldAccess } from '../mailed-links/end-old-access.ts'
import { hashPassword, requireGoodPassword } from '../passwords.ts'
import { setUser } from './queries.ts'

/** Sets a password without asking for the old one, and closes every session. */
export async function resetPassword(
  db: Db,
  user: UserRow,
  password: string,
  { mustChange }: { mustChange: boolean },
): Promise<void> {
  await requireGoodPassword(password, [user.username, user.email])
  const password_hash = await hashPassword(password)
  await transaction(db, async (tx) => {
    const must_change_password = mustChange ? 1 : 0
    await setUser(tx, user.id, { password_hash, must_change_password, updated_at: clock.now() })
    await announce(tx, 'user.password_changed', { actor: null, subject: user.id, audience: [-user.id] })
    await endOldAccess(tx, user.id, null)
  })
}

/** Makes a user an administrator. */
export async function promoteUser(db: Db, user: UserRow): Promise<void> {
  if (user.role === 'admin') return
  await transaction(db, async (tx) => {
    await setUser(tx, user.id, { role: 'admin', updated_at: clock.now() })
    const changes = { role: { from: user.role, to: 'admin' } }
    await announce(tx, 'user.updated', { actor: null, subject: user.id, audience: [-user.id], changes })
  })
}
